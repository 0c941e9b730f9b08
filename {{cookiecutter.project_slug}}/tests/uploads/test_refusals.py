"""Refusals: files that are no picture or a harmful one, and bodies that are too large."""

import asyncio
import struct
import zlib
from pathlib import Path
from threading import get_ident

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.uploads import pictures
from app.web.bodies import MB
from tests.uploads.images import make_animation, make_picture, open_picture
from tests.uploads.objects import list_files

URL = "/api/users/me/picture"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def make_bomb(side: int) -> bytes:
    """Return a small PNG that says it has `side` pixels in each direction."""

    def chunk(name: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checksum

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * min(side, 50_000)), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


async def put(client: Client, content: bytes, **headers: str) -> tuple[int, str]:
    response = await client.put(URL, data=content, headers=headers)
    problem = await response.get_json() if response.status_code != 204 else {}
    return response.status_code, problem.get("detail", "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        SVG,
        b'<?xml version="1.0"?>' + SVG,
        make_picture("GIF"),
        make_picture("BMP"),
        make_picture("TIFF"),
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
    ],
)
async def test_what_is_no_picture_is_refused_whatever_it_is_called(
    user_client: Client, content: bytes, folder: Path
) -> None:
    for content_type in ("image/png", "image/jpeg", "text/html"):
        answer = await put(user_client, content, **{"Content-Type": content_type})

        assert answer == (415, pictures.NO_PICTURE)
    assert list_files(folder) == []


async def test_a_picture_is_known_by_its_content(user_client: Client) -> None:
    # As curl calls it with --data-binary.
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    assert await put(user_client, make_picture(), **form) == (204, "")


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
async def test_an_animation_is_refused(user_client: Client, form: str) -> None:
    assert await put(user_client, make_animation(form)) == (422, pictures.ANIMATED)


async def test_a_phone_s_photo_with_another_one_behind_it_is_accepted(user_client: Client) -> None:
    assert await put(user_client, make_animation("MPO")) == (204, "")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
async def test_a_picture_that_was_cut_off_is_refused(
    user_client: Client, form: str, share: float
) -> None:
    content = make_picture(form, quality=100)

    status, _ = await put(user_client, content[: int(len(content) * share)])

    assert status in {415, 422}


@pytest.mark.slow
@pytest.mark.parametrize("side", [5_001, 20_000, 65_000])
async def test_a_picture_that_would_fill_the_memory_is_refused_unread(
    user_client: Client, side: int
) -> None:
    bomb = make_bomb(side)

    assert len(bomb) < MB
    assert await put(user_client, bomb) == (422, pictures.TOO_LARGE)


async def test_what_hides_behind_a_picture_is_left_out(user_client: Client) -> None:
    script = b"<script>alert(document.domain)</script>"

    status, _ = await put(user_client, make_picture(comment=script) + b"PK\x03\x04" + script)

    content = await (await user_client.get(URL)).get_data(as_text=False)
    assert status == 204
    assert b"script" not in content
    assert len(content) < 10_000
    assert open_picture(content).format == "WEBP"


async def test_a_body_that_is_too_large_is_refused(user_client: Client, folder: Path) -> None:
    status, _ = await put(user_client, make_picture() + bytes(5 * MB))

    assert status == 413
    assert list_files(folder) == []


async def test_a_body_that_stops_coming_leaves_nothing(
    app: Quart, user_client: Client, folder: Path
) -> None:
    app.config["BODY_TIMEOUT"] = 0.1
    cookies = "; ".join(f"{each.name}={each.value}" for each in user_client.cookie_jar or [])
    async with app.test_client().request(
        URL, method="PUT", headers={"Cookie": cookies}
    ) as connection:
        await connection.send(make_picture()[:1000])
        await asyncio.sleep(0.3)
        await connection.send_complete()
        response = await connection.as_response()

    assert response.status_code == 408
    assert (await user_client.get(URL)).status_code == 404
    assert list_files(folder) == []


async def test_an_upload_that_its_sender_cancels_leaves_nothing(
    app: Quart, user_client: Client, folder: Path
) -> None:
    cookies = "; ".join(f"{each.name}={each.value}" for each in user_client.cookie_jar or [])
    async with app.test_client().request(
        URL, method="PUT", headers={"Cookie": cookies}
    ) as connection:
        await connection.send(make_picture()[:1000])
        await connection.disconnect()

    assert (await user_client.get(URL)).status_code == 404
    assert list_files(folder) == []


async def test_pictures_are_made_in_threads_and_few_at_the_same_time(
    user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, running, most = get_ident(), 0, 0
    convert = pictures.convert

    def count(content: bytes) -> bytes:
        nonlocal running, most
        assert get_ident() != here
        running += 1
        most = max(most, running)
        made = convert(content)
        running -= 1
        return made

    monkeypatch.setattr(pictures, "convert", count)

    answers = await asyncio.gather(*(put(user_client, make_picture()) for _ in range(6)))

    assert {status for status, _ in answers} == {204}
    assert most <= pictures.AT_ONCE
