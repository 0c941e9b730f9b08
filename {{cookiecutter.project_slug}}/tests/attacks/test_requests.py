"""Requests from other sites, with forged headers, and bodies without end."""

import asyncio
import json
import re

import pytest
from quart import Quart
from quart.testing.connections import WebsocketResponseError
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from tests.constants import CREDENTIALS
from tests.routes import list_unsafe_requests
from tests.servers import serve_here
from tests.sockets import ask

# With these bytes a client begins to speak HTTP/2.
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"

OTHERS = pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://sibling.localhost"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=["site", "sibling", "null", "broken", "fetch-sibling", "fetch-site"],
)


@OTHERS
async def test_cross_site_json_and_forms_to_every_route(
    app: Quart, user_client: Client, headers: dict[str, str]
) -> None:
    passed = []
    for method, path in list_unsafe_requests(app):
        for response in (
            await user_client.open(path, method=method, headers=headers, json={}),
            await user_client.open(  # type: ignore[call-arg]
                path, method=method, headers=headers, form={"a": "b"}
            ),
        ):
            if response.status_code != 403:
                passed.append((method, path, response.status_code))

    assert passed == []
    assert (await user_client.get("/api/users/me")).status_code == 200


@OTHERS
async def test_cross_site_websockets(
    app: Quart, user_client: Client, headers: dict[str, str]
) -> None:
    @app.websocket("/echo")
    async def echo() -> None: ...

    with pytest.raises(WebsocketResponseError) as refused:
        async with user_client.websocket("/echo", headers=headers) as connection:
            await connection.receive()

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Remote-Addr"])
async def test_forged_headers_for_a_limit_of_ones_own(client: Client, name: str) -> None:
    statuses = [
        (
            await client.post("/api/password/reset", json={}, headers={name: f"10.0.0.{number}"})
        ).status_code
        for number in range(12)
    ]

    assert statuses == [422] * 10 + [429] * 2


async def test_header_injection_by_an_address(client: Client) -> None:
    response = await client.post(
        "/api/users", json={**CREDENTIALS, "email": "ada@example.com\r\nBcc: all@example.com"}
    )

    assert response.status_code == 422


async def test_log_injection_by_a_device(
    app: Quart, user_client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")

    await user_client.get("/api/users/me%0aforged", headers={"User-Agent": "x\u2028forged"})

    lines = [record.getMessage() for record in caplog.records if record.name == "app.logs"]
    assert lines
    assert not any("\n" in line or "\u2028" in line for line in lines)


async def test_oversized_and_chunked_bodies(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    """A client that is still sending gets the refusal, not a broken connection."""
    async with serve_here(server_settings, unused_tcp_port):
        statuses = {
            (path, is_chunked): await upload(unused_tcp_port, path, is_chunked=is_chunked)
            for path in ("/api/users", "/livez")
            for is_chunked in (False, True)
        }

    assert statuses == {
        ("/api/users", False): 413,
        ("/api/users", True): 413,
        ("/livez", False): 405,
        ("/livez", True): 405,
    }


async def upload(port: int, path: str, *, is_chunked: bool) -> int:
    """Send twenty megabytes, and read the status."""
    part, count = b" " * 1_000_000, 20
    length = b"Transfer-Encoding: chunked" if is_chunked else b"Content-Length: 20000000"
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n\r\n"
        % (path.encode(), length)
    )
    for _ in range(count):
        writer.write(b"%x\r\n%s\r\n" % (len(part), part) if is_chunked else part)
        await writer.drain()
    if is_chunked:
        writer.write(b"0\r\n\r\n")
    line = await reader.readline()
    writer.close()
    return int(line.split()[1])


async def test_json_that_is_no_text_at_all(client: Client) -> None:
    body = json.dumps({**CREDENTIALS, "password": "\ud800" * 12})

    response = await client.post(
        "/api/users", data=body, headers={"Content-Type": "application/json"}
    )

    assert response.status_code == 422


@pytest.mark.parametrize("settings_header", ["AAMAAABkAAQAAP__", "AAAA"], ids=["good", "broken"])
async def test_no_tunnel_by_an_offer_of_http2(
    server_settings: Settings, unused_tcp_port: int, settings_header: str
) -> None:
    """A proxy that passes the offer on would not see, nor put right, what is asked in a tunnel.

    Java's client makes the offer with every request, and takes an answer in HTTP/1.1.
    """
    offer = (
        "GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
        f"Upgrade: h2c\r\nHTTP2-Settings: {settings_header}\r\n\r\n"
    )
    async with serve_here(server_settings, unused_tcp_port):
        answer = await ask(unused_tcp_port, offer.encode() + PREFACE)

    status, *others = re.findall(rb"HTTP/1.1 (\d+)", answer)
    assert status == b"200"
    # The bytes after the offer begin with HTTP/2. They are refused, or end the connection.
    assert set(others) <= {b"505"}


async def test_a_request_that_begins_with_http2_is_refused(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with serve_here(server_settings, unused_tcp_port):
        answer = await ask(unused_tcp_port, PREFACE)

    assert answer[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 505"}


async def test_thousands_of_unknown_fields(client: Client) -> None:
    fields = {f"field{number}": 1 for number in range(50_000)}

    response = await client.post("/api/sessions", json=fields)

    assert response.status_code == 422
    assert (await response.get_json())["errors"] == [
        {"field": "body", "message": "It has 50002 mistakes."}
    ]
