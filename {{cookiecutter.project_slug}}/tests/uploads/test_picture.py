"""The profile picture: set, seen and deleted by its owner."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.jobs.runner import run_due_jobs
from app.web.bodies import MB
from tests.accounts.people import create_user, log_in
from tests.uploads.images import (
    BLUE,
    RED,
    is_close,
    make_photo,
    make_picture,
    open_picture,
    read_color,
)
from tests.uploads.objects import list_files

URL = "/api/users/me/picture"


async def put(client: Client, content: bytes) -> int:
    return (await client.put(URL, data=content)).status_code


async def get(client: Client) -> bytes:
    response = await client.get(URL)
    assert response.status_code == 200
    return await response.get_data(as_text=False)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_a_picture_is_kept_as_a_small_square(user_client: Client, form: str) -> None:
    assert await put(user_client, make_picture(form)) == 204

    picture = open_picture(await get(user_client))
    assert (picture.format, picture.size) == ("WEBP", (256, 256))
    assert is_close(read_color(picture, 10, 128), RED)
    assert is_close(read_color(picture, 245, 128), BLUE)


async def test_a_photo_of_two_megabytes_is_accepted(user_client: Client) -> None:
    content = make_picture()
    photo = content + bytes(2 * MB - len(content))

    assert await put(user_client, photo) == 204


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "1", "LA"])
async def test_what_is_transparent_stays_so(user_client: Client, mode: str) -> None:
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0)).convert(mode)
    output = BytesIO()
    clear.save(output, "PNG")

    await put(user_client, output.getvalue())

    picture = open_picture(await get(user_client))
    assert picture.has_transparency_data is (mode in {"RGBA", "LA", "P"})


async def test_a_photo_is_turned_upright_and_says_nothing_of_its_place(
    user_client: Client,
) -> None:
    # The camera was turned: what is left in the file is at the top.
    await put(user_client, make_photo(orientation=6))

    content = await get(user_client)
    picture = open_picture(content)
    assert is_close(read_color(picture, 128, 10), RED)
    assert is_close(read_color(picture, 128, 245), BLUE)
    assert not picture.getexif()
    assert {"exif", "xmp", "icc_profile", "comment"} & {*picture.info} == set()
    assert b"secret" not in content
    assert b"home" not in content


async def test_a_new_picture_takes_the_place_of_the_old_one(
    app: Quart, user_client: Client, folder: Path
) -> None:
    await put(user_client, make_picture())
    (before,) = list_files(folder)

    await put(user_client, make_picture("PNG", (50, 50)))
    await run_due_jobs(app)

    (after,) = list_files(folder)
    assert after != before


async def test_a_deleted_picture_is_gone_from_the_storage(
    app: Quart, user_client: Client, folder: Path
) -> None:
    await put(user_client, make_picture())

    assert (await user_client.delete(URL)).status_code == 204
    await run_due_jobs(app)

    assert list_files(folder) == []
    assert (await user_client.get(URL)).status_code == 404
    assert (await user_client.delete(URL)).status_code == 404


async def test_nobody_sees_or_deletes_the_picture_of_another_person(
    app: Quart, user_client: Client
) -> None:
    await put(user_client, make_picture())
    await create_user(app, "other@example.com", role="admin")
    other = await log_in(app, "other@example.com")

    assert (await other.get(URL)).status_code == 404
    assert (await other.delete(URL)).status_code == 404
    assert (await app.test_client().get(URL)).status_code == 401
    assert await get(user_client)


async def test_the_files_of_a_deleted_account_are_deleted(
    app: Quart, user_client: Client, folder: Path
) -> None:
    await put(user_client, make_picture())

    assert (await user_client.delete("/api/users/me")).status_code == 204
    await run_due_jobs(app)

    assert list_files(folder) == []
