"""Many open streams: what each takes, and how they end together.

On a quiet machine a stream takes 21 kB with uvicorn and 28 kB with hypercorn, and 10,000 fit into
one process. These tests count bytes and turns of the loop, and so do not depend on the machine.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from app.config import Settings
from app.live import Hub
from app.live.streams import stream_events
from app.web.security import public
from tests.constants import PATIENCE
from tests.server.test_drain import fetch
from tests.servers import run_server, serve_here
from tests.sockets import ask, connect
from tests.streams import wait_for_listeners

pytestmark = pytest.mark.slow

windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

COUNT = 100
MAX_BYTES = 30_000
VIEWS = """
import gc, tracemalloc
from app.live.streams import stream_events

async def may_continue():
    return True

@app.get("/stream/<topic>")
@public
async def stream(topic):
    return await stream_events(topic, may_continue)

@app.get("/memory")
@public
async def measure():
    gc.collect()
    return str(tracemalloc.get_traced_memory()[0])
"""
TRACE = "tracemalloc.start()"
TELL_OF_FROZEN = """
import atexit, gc
atexit.register(lambda: print(gc.get_freeze_count() > 1000))
"""
LEAVE_FEW_FILES = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))
"""


@asynccontextmanager
async def open_streams(port: int, count: int) -> AsyncIterator[list[asyncio.StreamReader]]:
    """Open streams, each of a person of its own."""
    async with AsyncExitStack() as stack:
        readers = []
        for number in range(count):
            reader, writer = await stack.enter_async_context(connect(port))
            path = f"/stream/{count}-{number}"
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            await reader.readuntil(b"retry: 1000\n\n\r\n")
            readers.append(reader)
        yield readers


async def measure_memory(port: int) -> int:
    request = b"GET /memory HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    return int((await ask(port, request)).split(b"\r\n\r\n")[1])


async def test_an_open_stream_takes_little_memory(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with (
        run_server(server_settings, unused_tcp_port, VIEWS + TRACE),
        open_streams(unused_tcp_port, 10),
    ):
        await measure_memory(unused_tcp_port)
        before = await measure_memory(unused_tcp_port)
        async with open_streams(unused_tcp_port, COUNT):
            after = await measure_memory(unused_tcp_port)

    assert (after - before) / COUNT < MAX_BYTES


async def test_all_streams_end_together_when_the_server_stops(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with serve_here(server_settings, unused_tcp_port) as (app, stop):
        hub: Hub = app.extensions["LIVE"]

        async def may_continue() -> bool:
            return True

        @app.get("/stream/<topic>")
        @public
        async def stream(topic: str) -> Any:
            return await stream_events(topic, may_continue)

        async with open_streams(unused_tcp_port, COUNT) as readers:
            await wait_for_listeners(hub, COUNT)
            stop.set()
            turns = 0
            while hub._listeners:
                turns += 1
                await asyncio.sleep(0)
            async with asyncio.timeout(PATIENCE):
                ends = [await reader.read() for reader in readers]

    assert turns < 20
    # The end of the response, not just that of the connection.
    assert all(end.endswith(b"0\r\n\r\n") for end in ends)


@windows
async def test_a_process_that_ends_looks_for_no_garbage(
    settings: Settings, unused_tcp_port: int
) -> None:
    async with run_server(settings, unused_tcp_port, TELL_OF_FROZEN) as server:
        assert server.stdout is not None
        server.terminate()

        assert await server.stdout.read() == b"True\n"


@windows
async def test_a_server_without_a_free_file_goes_on_when_clients_leave(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port, LEAVE_FEW_FILES) as server:
        async with AsyncExitStack() as stack:
            for _ in range(COUNT):
                await stack.enter_async_context(connect(unused_tcp_port))
        async with asyncio.timeout(PATIENCE):
            while await fetch(unused_tcp_port, "/livez") != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

        assert server.returncode is None
