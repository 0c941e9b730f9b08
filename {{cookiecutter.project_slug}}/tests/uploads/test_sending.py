"""Private files on their way: whole, in part, and harmless wherever they are opened."""

from hashlib import sha256

import pytest
from quart import Quart, Response
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.uploads.files import find_upload, replace_upload
from app.uploads.sending import send_upload
from app.uploads.storage import delete_object

CONTENT = b"<script>alert(1)</script>" * 40_000
ETAG = f'"{sha256(CONTENT).hexdigest()}"'
LAST = len(CONTENT) - 1


@pytest.fixture
async def app(app: Quart, user: User) -> Quart:
    """Return an app with a file, and a route that sends it."""

    async def send() -> Response:
        upload = await find_upload(user.id, "notes")
        assert upload is not None
        return await send_upload(upload, 'my "notes" 🌱.html')

    app.add_url_rule("/file", "file", send, methods=["GET", "POST"])
    async with app.app_context():
        await replace_upload(user.id, "notes", "text/html", CONTENT)
    return app


async def get(app: Quart, method: str = "get", **headers: str) -> tuple[Response, bytes]:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    response = await getattr(app.test_client(), method)("/file", headers=names)
    return response, await response.get_data(as_text=False)


async def test_a_file_comes_whole_and_can_do_nothing(app: Quart) -> None:
    response, content = await get(app)

    assert (response.status_code, content) == (200, CONTENT)
    assert response.headers["Content-Length"] == str(len(CONTENT))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers.getlist("Content-Security-Policy") == ["sandbox; default-src 'none'"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=")
    assert "%F0%9F%8C%B1" in response.headers["Content-Disposition"]
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["ETag"] == ETAG


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        (f"bytes={LAST}-", LAST, LAST + 1),
        ("bytes=100-99999999", 100, LAST + 1),
    ],
)
async def test_a_range_is_sent_alone(app: Quart, asked: str, start: int, end: int) -> None:
    response, content = await get(app, Range=asked)

    assert (response.status_code, content) == (206, CONTENT[start:end])
    assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"
    assert response.headers["Content-Length"] == str(end - start)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,5-6"},
        {"Range": "bytes=-5"},
        {"Range": "lines=0-1"},
        {"Range": "bytes=5-1"},
        {"Range": "bytes=x"},
        {"Range": "bytes=0-1", "If_Range": '"another"'},
        {"Range": "bytes=0-1", "If_Range": "Sat, 28 Nov 2026 03:00:00 GMT"},
    ],
)
async def test_other_ranges_are_answered_with_all(app: Quart, headers: dict[str, str]) -> None:
    response, content = await get(app, **headers)

    assert (response.status_code, content) == (200, CONTENT)


async def test_a_range_of_the_same_file_is_sent(app: Quart) -> None:
    response, content = await get(app, Range="bytes=1-6", If_Range=ETAG)

    assert (response.status_code, content) == (206, b"script")


async def test_a_range_behind_the_end_is_refused(app: Quart) -> None:
    response, _ = await get(app, Range=f"bytes={LAST + 1}-")

    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"


async def test_head_has_the_headers_alone(app: Quart) -> None:
    # The client's own response counts the bytes that it got.
    headers = {"Range": "bytes=0-9"}
    async with app.test_client().request("/file", method="HEAD", headers=headers) as connection:
        await connection.send_complete()
        assert await connection.receive() == b""

    response = connection.__dict__
    assert (response["status_code"], response["headers"]["Content-Length"]) == (206, "10")


async def test_a_file_that_was_lost_is_404(app: Quart, client: Client, user: User) -> None:
    async with app.app_context():
        upload = await find_upload(user.id, "notes")
        assert upload is not None
        await delete_object(upload.id)

    response = await client.get("/file")

    assert response.status_code == 404
    assert "Content-Disposition" not in response.headers
