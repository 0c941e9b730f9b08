"""The page of the profile picture."""

from io import BytesIO
from pathlib import Path

import pytest
from quart import Quart
from quart.datastructures import FileStorage
from quart.typing import TestClientProtocol as Client

from app.uploads import pictures
from app.web.bodies import MB
from tests.pages.reading import read
from tests.uploads.images import make_animation, make_picture
from tests.uploads.objects import list_files

PLACE = "/account/picture"
SHOWN = 'alt="Your picture"'


async def send(client: Client, content: bytes, path: str = PLACE) -> tuple[int, str]:
    """Send the form, and return the status and the page that follows."""
    file = FileStorage(BytesIO(content), filename="me.svg", content_type="image/svg+xml")
    response = await client.post(path, files={"picture": file})
    page = response if response.status_code != 303 else await client.get(PLACE)
    return response.status_code, await page.get_data(as_text=True)


async def test_a_picture_is_saved_and_deleted(user_client: Client) -> None:
    empty = await read(await user_client.get(PLACE))

    status, page = await send(user_client, make_picture())
    deleted = await user_client.post(f"{PLACE}/delete")
    after = await read(await user_client.get(PLACE))

    assert SHOWN not in empty
    assert status == 303
    assert "Your picture was saved." in page
    assert SHOWN in page
    assert deleted.status_code == 303
    assert "Your picture was deleted." in after
    assert SHOWN not in after


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a picture first."),
        (b"<svg></svg>", pictures.NO_PICTURE),
        (make_animation("PNG"), pictures.ANIMATED.replace("'", "&#39;")),
    ],
)
async def test_a_refusal_is_shown_beside_the_field(
    user_client: Client, content: bytes, said: str, folder: Path
) -> None:
    status, page = await send(user_client, content)

    assert status == 422
    assert said in page
    assert 'aria-invalid="true"' in page
    assert list_files(folder) == []


async def test_a_form_takes_a_picture_as_large_as_the_api(user_client: Client) -> None:
    content = make_picture()

    fits, _ = await send(user_client, content + bytes(5 * MB - len(content)))
    too_large, page = await send(user_client, content + bytes(6 * MB))

    assert fits == 303
    assert too_large == 413
    assert "too large" in page


async def test_the_settings_lead_to_it_where_files_can_be_stored(
    app: Quart, user_client: Client
) -> None:
    link = f'<a href="{PLACE}">Picture</a>'
    shown = link in await read(await user_client.get("/account"))
    app.extensions["STORAGE_URL"] = ""

    assert shown
    assert link not in await read(await user_client.get("/account"))
