"""Connections of clients that flood, never read, break the protocol or leave."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from app.config import Settings
from app.server import connections
from app.server.connections import open_transports
from tests.constants import PATIENCE
from tests.servers import run_server, serve_here
from tests.sockets import WEBSOCKET, ask, build_message, connect, open_websocket

pytestmark = pytest.mark.slow

windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

# More than fits into the queues of hypercorn and of Quart.
FLOOD = build_message("looking") * 2_000
# 20 of these answers are more than fits into the buffers of the system.
LARGE = (
    b"GET /docs/static/vendor/swagger-ui/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n"
)
VIEWS = """
from quart import Response, websocket

drain.GRACE_SECONDS, drain.ABORT_SECONDS = 0.1, 0.1
connections.CLOSE_SECONDS = 0.1

@app.websocket("/reads-one")
@public
async def read_one():
    await websocket.accept()
    await websocket.receive()
    await websocket.close(1008)

@app.websocket("/reads-none")
@public
async def read_none():
    await websocket.accept()
    await asyncio.Event().wait()

@app.websocket("/slow-to-accept")
@public
async def accept_late():
    await asyncio.sleep(0.1)
    await websocket.accept()
    await websocket.receive()

@app.get("/endless")
@public
async def send_forever():
    async def generate():
        while True:
            yield b" " * 100_000
    return Response(generate())

@app.get("/open")
@public
async def count():
    return str(len(connections.open_transports))
"""


@asynccontextmanager
async def ask_without_reading(settings: Settings, port: int) -> AsyncIterator[None]:
    """Serve here, with a client that asks for more than it reads. The block must end soon."""
    async with serve_here(settings, port), connect(port) as (_, writer):
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(LARGE * 20)
        async with asyncio.timeout(PATIENCE):
            yield


@windows
async def test_floods_leave_nothing_open_and_hold_up_no_stop(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port, VIEWS) as server:
        for path in ("/reads-one", "/reads-none") * 5:
            async with connect(unused_tcp_port) as (reader, writer):
                await open_websocket(reader, writer, path)
                writer.write(FLOOD)
                with suppress(ConnectionError):
                    await reader.read()  # The server ends it.
        await wait_until_only_one_is_open(unused_tcp_port)
        async with connect(unused_tcp_port) as (_, writer), connect(unused_tcp_port) as (_, other):
            for each in (writer, other):
                each.write(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
            server.terminate()

            assert await asyncio.wait_for(server.wait(), PATIENCE) == 0


@windows
async def test_a_client_that_breaks_the_protocol_is_cut_off(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    handshake = f"GET /slow-to-accept HTTP/1.1\r\nHost: localhost\r\n{WEBSOCKET}\r\n".encode()
    async with run_server(server_settings, unused_tcp_port, VIEWS):
        too_early = await ask(unused_tcp_port, handshake + build_message("too early"))
        unfinished = await ask(unused_tcp_port, handshake.replace(b": 13", b": 12"))
        async with connect(unused_tcp_port) as (reader, writer):
            await open_websocket(reader, writer, "/reads-none")
            writer.write(build_message("x" * 70_000, is_last=False))
            closing = await reader.read()
        await wait_until_only_one_is_open(unused_tcp_port)

    assert too_early.startswith(b"HTTP/1.1 400")
    assert unfinished[:12] in {b"HTTP/1.1 400", b"HTTP/1.1 426"}
    assert closing[2:4] == (1009).to_bytes(2, "big")


async def test_a_client_that_reads_nothing_is_cut_off(
    server_settings: Settings, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SEND_SECONDS", 0.1)
    monkeypatch.setattr(connections, "CLOSE_SECONDS", 0.1)
    async with ask_without_reading(server_settings, unused_tcp_port):
        while not open_transports:  # noqa: ASYNC110, no event tells
            await asyncio.sleep(0.01)
        while open_transports:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("start", [b"", b"GET /livez HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
async def test_a_client_that_sends_no_request_is_cut_off(
    server_settings: Settings,
    unused_tcp_port: int,
    monkeypatch: pytest.MonkeyPatch,
    start: bytes,
) -> None:
    monkeypatch.setattr(connections, "KEEP_ALIVE_SECONDS", 0.1)
    async with serve_here(server_settings, unused_tcp_port):
        assert await ask(unused_tcp_port, start) == b""


async def test_a_connection_is_kept_for_the_next_request_of_a_proxy(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    request = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    async with serve_here(server_settings, unused_tcp_port):
        answer = await ask(unused_tcp_port, request * 2 + last)

    assert answer.count(b"HTTP/1.1 200") == 3
    assert answer.lower().count(b"connection: close") == 1
    # The name and version of the server are of use to attackers alone.
    assert b"\r\nserver:" not in answer.lower()
    # Caddy keeps a connection for two minutes, and may use it in the last moment.
    assert connections.KEEP_ALIVE_SECONDS > 120


async def wait_until_only_one_is_open(port: int) -> None:
    """Wait until the server has closed every connection but the one that asks."""
    request = b"GET /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    async with asyncio.timeout(PATIENCE):
        while not (await ask(port, request)).endswith(b"\r\n\r\n1"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
