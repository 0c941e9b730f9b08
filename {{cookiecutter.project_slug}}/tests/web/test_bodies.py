"""The size of bodies: each route states its own limit, whatever way the body comes."""

import asyncio

import pytest
from quart import Quart, request
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from app.web.bodies import MB, LimitedBody, body_limit
from app.web.security import public
from tests.servers import serve_here
from tests.sockets import read_status

CHUNK = b"x" * 64 * 1024


@pytest.fixture
def app(app: Quart) -> Quart:
    """Return an app with routes that answer with the size of the body that they got."""

    @public
    async def count() -> str:
        return str(len(await request.get_data()))

    @public
    async def count_file() -> str:
        file = (await request.files)["file"]
        return str(len(file.read()))

    for name, view in (("raw", count), ("form", count_file)):

        @body_limit(2 * MB)
        @public
        async def larger(view: object = view) -> str:
            return await view()  # type: ignore[operator, no-any-return]

        app.add_url_rule(f"/plain-{name}", f"plain-{name}", view, methods=["POST"])
        app.add_url_rule(f"/large-{name}", f"large-{name}", larger, methods=["POST"])
    return app


def make_form(size: int) -> tuple[bytes, dict[str, str]]:
    start = b'--end\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    body = start + bytes(size) + b"\r\n--end--\r\n"
    return body, {"Content-Type": "multipart/form-data; boundary=end"}


async def send_in_chunks(client: Client, path: str, body: bytes, **headers: str) -> tuple[int, str]:
    """Send a body whose length is not known before."""
    async with client.request(path, method="POST", headers=headers) as connection:
        for start in range(0, len(body), len(CHUNK)):
            await connection.send(body[start : start + len(CHUNK)])
            await asyncio.sleep(0)
        await connection.send_complete()
    response = await connection.as_response()
    return response.status_code, await response.get_data(as_text=True)


@pytest.mark.parametrize("name", ["raw", "form"])
@pytest.mark.parametrize(
    ("route", "size", "status"),
    [
        ("plain", MB // 2, 200),
        ("plain", MB + 1, 413),
        ("large", MB + 1, 200),
        ("large", 2 * MB + 1, 413),
        ("large", 20 * MB, 413),
    ],
)
@pytest.mark.parametrize("has_length", [True, False])
async def test_a_body_is_taken_up_to_the_limit_of_its_route(
    client: Client, *, name: str, route: str, size: int, status: int, has_length: bool
) -> None:
    body, headers = make_form(size) if name == "form" else (bytes(size), {})
    if has_length:
        response = await client.post(f"/{route}-{name}", data=body, headers=headers)
        found = response.status_code, await response.get_data(as_text=True)
    else:
        found = await send_in_chunks(client, f"/{route}-{name}", body, **headers)

    assert found[0] == status
    assert status == 413 or found[1] == str(size)


async def test_a_refused_body_is_not_kept_in_memory(app: Quart) -> None:
    async with app.test_request_context("/plain-raw", method="POST") as context:
        body = context.request.body
        assert isinstance(body, LimitedBody)
        body.set_limit(MB)
        for _ in range(100):
            body.append(CHUNK)

        assert len(body.data) == 0


async def test_a_body_for_no_route_has_the_usual_limit(client: Client) -> None:
    response = await client.post("/nowhere", data=bytes(2 * MB))

    assert response.status_code == 404


@pytest.mark.parametrize("size", [MB + 1, 2 * MB + 1])
async def test_a_server_keeps_to_the_limit_too(
    server_settings: Settings, unused_tcp_port: int, size: int
) -> None:
    async with serve_here(server_settings, unused_tcp_port) as (app, _):

        @app.post("/large")
        @body_limit(2 * MB)
        @public
        async def count() -> str:
            return str(len(await request.get_data()))

        head = f"POST /large HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n"
        status = await read_status(
            unused_tcp_port, head.encode() + b"Connection: close\r\n\r\n" + bytes(size)
        )

    assert status == (200 if size <= 2 * MB else 413)
