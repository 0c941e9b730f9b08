"""Stop a server while one stream is open, as a new version of an application does."""

import asyncio
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from app import create_app
from app.server import run_server
from app.server.listening import bind_sockets
from app.web.security import public
from tests.servers import wait_until_listening
from tests.sockets import connect

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


async def stop_while_open(view: Callable[..., Any]) -> tuple[bytes, float]:
    """Return what the stream still sent after the server was told to stop, and the seconds."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with open_app() as other:
        changes = {"host": "127.0.0.1", "port": port}
        settings = other.config["SETTINGS"].model_copy(update=changes)
        app = create_app(settings)
        app.get("/seconds")(public(view))
        stop = asyncio.Event()
        serving = asyncio.create_task(run_server(app, bind_sockets(settings), stop))
        await wait_until_listening(port)
        async with connect(port) as (reader, writer):
            writer.write(b"GET /seconds HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await reader.readuntil(b"data: 0\n\n")
            begin = perf_counter()
            stop.set()
            rest = await reader.read()
            await serving
    return rest, perf_counter() - begin
