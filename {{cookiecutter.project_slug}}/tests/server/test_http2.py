"""The server with TLS of its own, asked in HTTP/2 and in HTTP/1.1."""

import asyncio
import ssl
import sys

import pytest

from app.config import Settings
from app.server import connections, streams
from app.server.connections import open_transports
from tests.attacks.test_requests import PREFACE
from tests.certificates import Certificate
from tests.constants import CREDENTIALS, PATIENCE
from tests.http2 import Client, connect
from tests.server.views import add_views
from tests.servers import run_server, serve_here
from tests.sockets import ask

pytestmark = pytest.mark.slow

REQUEST = b"GET /scope HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
OFFER = REQUEST.replace(
    b"close", b"close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"
)

windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


async def test_the_app_knows_that_it_speaks_https(http2_client: Client) -> None:
    # Browsers send each cookie in a header of its own.
    answer = await http2_client.ask("/scope?a=b", "GET", ("cookie", "a=1"), ("cookie", "b=2"))

    assert answer.status == 200
    assert answer.body == b'{"cookies":"a&b","url":"https://localhost/scope?a=b","version":"2"}\n'
    assert "connection" not in answer.headers


@pytest.mark.parametrize("choice", ["http/1.1", None])
async def test_a_client_may_choose_http1(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int, choice: str | None
) -> None:
    context = certificate.create_context(*[choice] if choice else [])
    async with serve_here(tls_settings, unused_tcp_port) as (app, _):
        add_views(app)
        answer = await ask_in_http1(unused_tcp_port, context, REQUEST)
        offer = await ask_in_http1(unused_tcp_port, context, OFFER)
        preface = await ask_in_http1(unused_tcp_port, context, PREFACE)
        unencrypted = await ask(unused_tcp_port, REQUEST)

    assert b'"url":"https://localhost/scope","version":"1.1"' in answer
    # HTTP/2 is chosen before the first request, or not at all.
    assert offer.startswith(b"HTTP/1.1 200")
    assert preface.startswith(b"HTTP/1.1 505")
    assert unencrypted == b""


async def test_a_body_that_is_larger_than_the_window_arrives(http2_client: Client) -> None:
    for _ in range(3):
        assert (await http2_client.ask("/size", "POST", body=b"x" * 500_000)).body == b"500000"
    json = ("content-type", "application/json")
    refused = await http2_client.ask("/api/users", "POST", json, body=b" " * 2_000_000)
    large = await http2_client.ask("/large")
    broken = await http2_client.ask("/broken")

    assert refused.status == 413
    assert len(large.body) == 2_000_000
    # The client can tell that the rest is missing.
    assert (broken.status, broken.error) == (200, 2)
    assert (await http2_client.ask("/livez")).status == 200


async def test_a_person_signs_up_over_http2_in_production(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> None:
    settings = tls_settings.model_copy(
        update={"app_env": "production", "base_url": "https://example.com"}
    )
    async with (
        serve_here(settings, unused_tcp_port),
        connect(unused_tcp_port, certificate.create_context("h2")) as client,
    ):
        answers = [
            await client.ask(
                "/api/users",
                "POST",
                ("content-type", "application/json"),
                ("origin", origin),
                body=str(CREDENTIALS).replace("'", '"').encode(),
            )
            for origin in ("https://evil.example", "https://example.com")
        ]

    assert [answer.status for answer in answers] == [403, 202]
    assert answers[1].headers["strict-transport-security"].startswith("max-age=")


@windows
async def test_a_signal_lets_requests_finish_and_tells_clients_to_leave(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> None:
    async with (
        run_server(tls_settings, unused_tcp_port) as server,
        connect(unused_tcp_port, certificate.create_context("h2")) as client,
        connect(unused_tcp_port, certificate.create_context("h2")) as idle,
    ):
        assert server.stdout is not None
        stream_id = client.begin("/until-the-stop", is_last=True)
        client.flush()
        assert await server.stdout.readline() == b"begun\n"
        server.terminate()
        answer = await client.read_answer(stream_id)
        await idle.read_until_closed()
        await client.read_until_closed()

        assert (answer.status, answer.body) == (200, b"done")
        assert client.is_told_to_leave
        assert idle.is_told_to_leave
        assert await asyncio.wait_for(server.wait(), PATIENCE) == 0


async def test_a_client_that_reads_nothing_loses_its_stream(
    http2_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SEND_SECONDS", 0.2)
    http2_client.takes_data = False
    answer = await http2_client.ask("/large")

    # The first part has used up the window of the connection, but no answer without a body.
    assert answer.error == 2
    assert (await http2_client.ask("/livez", "HEAD")).status == 200


async def test_a_connection_without_requests_ends(
    tls_settings: Settings,
    certificate: Certificate,
    unused_tcp_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "KEEP_ALIVE_SECONDS", 0.1)
    async with (
        serve_here(tls_settings, unused_tcp_port),
        connect(unused_tcp_port, certificate.create_context("h2")) as client,
    ):
        await client.read_until_closed()

        assert client.is_told_to_leave
        async with asyncio.timeout(PATIENCE):
            while open_transports:  # noqa: ASYNC110, no event tells
                await asyncio.sleep(0.01)


async def test_after_many_requests_the_client_opens_another_connection(
    tls_settings: Settings,
    certificate: Certificate,
    unused_tcp_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.server.http2.MAX_REQUESTS", 3)
    async with (
        serve_here(tls_settings, unused_tcp_port),
        connect(unused_tcp_port, certificate.create_context("h2")) as client,
    ):
        opened = [client.begin("/livez", is_last=True) for _ in range(4)]
        answers = [await client.read_answer(each) for each in opened]

    assert [answer.status for answer in answers] == [200, 200, 200, 0]
    assert answers[3].error == 7  # It was refused, so it may be sent again.
    assert client.is_told_to_leave
    assert streams.MAX_REQUESTS >= 1000


async def ask_in_http1(port: int, context: ssl.SSLContext, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    writer.write(request)
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    writer.transport.abort()
    return answer
