"""The server with TLS of its own, asked in HTTP/3."""

import asyncio
import json
import sys

import pytest
from quart import websocket
from wsproto.events import CloseConnection, TextMessage

from app.config import Settings
from app.server import connections
from app.web.security import public
from tests.certificates import Certificate
from tests.constants import PATIENCE
from tests.http2 import connect as connect_http2
from tests.http3 import Client, WebSocket, connect
from tests.server.views import add_views
from tests.servers import make_environment, run_server, serve_here

pytestmark = pytest.mark.slow

windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


async def test_clients_are_told_of_http3_and_may_use_it(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> None:
    async with serve_here(tls_settings, unused_tcp_port) as (app, _):
        add_views(app)
        async with connect_http2(unused_tcp_port, certificate.create_context("h2")) as client:
            told = await client.ask("/scope")
        async with connect(unused_tcp_port, certificate) as quic:
            answer = await quic.ask("/scope?a=b", "GET", ("cookie", "a=1"), ("cookie", "b=2"))

    # The port is that of BASE_URL, because a container may listen on another one.
    assert told.headers["alt-svc"] == 'h3=":443"; ma=3600'
    assert answer.status == 200
    assert json.loads(answer.body) == {
        "cookies": "a&b",
        "url": "https://localhost/scope?a=b",
        "version": "3",
    }


async def test_bodies_of_any_size_arrive_over_http3(http3_client: Client) -> None:
    size = await http3_client.ask("/size", "POST", body=b"x" * 500_000)
    json_type = ("content-type", "application/json")
    refused = await http3_client.ask("/api/users", "POST", json_type, body=b" " * 2_000_000)
    large = await http3_client.ask("/large")
    broken = await http3_client.ask("/broken")

    assert size.body == b"500000"
    assert refused.status == 413
    assert len(large.body) == 2_000_000
    # The client can tell that the rest is missing.
    assert (broken.status, broken.error is None) == (200, False)
    assert (await http3_client.ask("/livez")).status == 200


async def test_a_websocket_over_http3(http3_client: Client) -> None:
    socket = WebSocket(http3_client, "/echo")
    assert await socket.open() == 200
    assert await socket.receive() == TextMessage("wss://localhost/echo")
    socket.send(TextMessage("hello"))
    assert await socket.receive() == TextMessage("hello")
    socket.send(CloseConnection(code=1000))
    assert isinstance(await socket.receive(), CloseConnection)
    assert await WebSocket(http3_client, "/nowhere").open() == 404


async def test_a_client_that_leaves_ends_its_requests(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> None:
    async with serve_here(tls_settings, unused_tcp_port) as (app, _):
        begun, ended = asyncio.Queue[None](), asyncio.Queue[None]()

        @app.get("/waits")
        @public
        async def wait() -> str:
            begun.put_nowait(None)
            try:
                await asyncio.Event().wait()
            finally:
                ended.put_nowait(None)
            return "never"

        @app.websocket("/listens")
        @public
        async def listen() -> None:
            await websocket.accept()
            begun.put_nowait(None)
            try:
                await asyncio.Event().wait()
            finally:
                ended.put_nowait(None)

        async with asyncio.timeout(PATIENCE):
            async with connect(unused_tcp_port, certificate) as client:
                cancelled = client.begin("/waits", is_last=True)
                await begun.get()
                client._quic.stop_stream(cancelled, 0x10C)
                client.transmit()
                await ended.get()
                client.begin("/waits", is_last=True)
                await begun.get()
                WebSocket(client, "/listens")
                await begun.get()
            await ended.get()
            await ended.get()


@windows
async def test_a_signal_lets_requests_over_http3_finish(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> None:
    async with (
        run_server(tls_settings, unused_tcp_port) as server,
        connect(unused_tcp_port, certificate) as client,
        connect(unused_tcp_port, certificate) as idle,
    ):
        assert server.stdout is not None
        assert (await idle.ask("/livez")).status == 200
        stream_id = client.begin("/until-the-stop", is_last=True)
        assert await server.stdout.readline() == b"begun\n"
        server.terminate()
        answer = await client.read_answer(stream_id)
        await idle.read_until_closed()
        await client.read_until_closed()

        assert (answer.status, answer.body) == (200, b"done")
        assert await asyncio.wait_for(server.wait(), PATIENCE) == 0


@windows
async def test_each_worker_gets_the_packets_of_its_clients(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> None:
    workers = {"WEB_CONCURRENCY": "2", "PORT": str(unused_tcp_port), "HOST": "127.0.0.1"}
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from app.cli import main; main()", "serve"),
        env={**make_environment(tls_settings), **workers},
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            for _ in range(2):
                await server.stderr.readuntil(b"(HTTP/3)")
        for _ in range(8):
            async with connect(unused_tcp_port, certificate) as client:
                assert [(await client.ask("/livez")).status for _ in range(3)] == [200] * 3
    finally:
        server.terminate()
        await server.stderr.read()
    assert await server.wait() == 0


async def test_a_client_of_http3_that_reads_nothing_loses_its_stream(
    http3_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SEND_SECONDS", 0.3)
    monkeypatch.setattr(http3_client._quic, "_write_stream_limits", lambda *_, **__: None)
    answer = await http3_client.ask("/large")

    assert answer.error is not None
    assert len(answer.body) < 1_500_000
    assert (await http3_client.ask("/livez")).status == 200
