"""The production server, run as a process and stopped by a signal."""

import asyncio
import sys
from time import monotonic

import pytest

from app.config import Settings
from tests.servers import run_server, serve_here

windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


async def fetch(port: int, path: str) -> int | None:
    """The status of the answer, or nothing where the connection ended without one."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        line = await reader.readline()
        writer.close()
    except OSError:
        return None
    return int(line.split()[1]) if line else None


async def begin(server: asyncio.subprocess.Process) -> None:
    """Wait for the slow request to be under way."""
    assert server.stdout is not None
    assert await server.stdout.readline() == b"begun\n"


@windows
async def test_a_signal_lets_requests_finish_and_takes_no_new_ones_and_waits_for_none_without_end(
    settings: Settings, unused_tcp_port: int
) -> None:
    async with run_server(settings, unused_tcp_port) as server:
        endless = asyncio.create_task(fetch(unused_tcp_port, "/slow/60.0"))
        await begin(server)
        request = asyncio.create_task(fetch(unused_tcp_port, "/slow/0.5"))
        await begin(server)
        began = monotonic()
        server.terminate()

        assert await request == 200
        assert await server.wait() == 0
        assert monotonic() - began < 5
        assert await endless != 200
        assert await fetch(unused_tcp_port, "/livez") is None


async def test_after_a_refused_websocket_nothing_more_is_sent_on_its_connection(
    settings: Settings, unused_tcp_port: int
) -> None:
    """A proxy would else send its next request there, which hypercorn takes for a message."""
    async with serve_here(settings, unused_tcp_port):
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        writer.write(
            b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        async with asyncio.timeout(5):
            answer = await reader.readuntil(b"\r\n\r\n")
        writer.close()

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"connection: close" in answer.lower()
