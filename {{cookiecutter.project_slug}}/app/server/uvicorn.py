"""uvicorn, with uvloop and httptools. `uvicorn_connections.py` changes single connections."""

import asyncio
import logging
import math
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from app.server import connections, drain
from app.server.drain import Drain
from app.server.uvicorn_connections import Http, WebSocket

logger = logging.getLogger(__name__)


def choose_fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvloop's function, or that of asyncio on Windows, where there is no uvloop."""
    return uvicorn.Config("", log_config=None).get_loop_factory()


async def run_uvicorn(app: Drain, sockets: list[socket.socket]) -> None:
    config = uvicorn.Config(
        app,
        http=Http,
        ws=WebSocket,
        ws_max_size=connections.MAX_MESSAGE,
        # 64 KiB may unpack to 64 MiB.
        ws_per_message_deflate=False,
        # The app sends heartbeats.
        ws_ping_interval=None,
        # Below, so that an error in the app's startup ends the process with what it says.
        lifespan="off",
        log_config=None,
        # Its other lines show the query of a WebSocket, which may hold a token.
        log_level="warning",
        access_log=False,
        # The app reads them, by TRUSTED_HOPS.
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=connections.KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=math.ceil(drain.GRACE_SECONDS + drain.ABORT_SECONDS),
        workers=1,
    )
    server = Server(config)

    async def stop_server() -> None:
        await app.wait_for_stop()
        server.should_exit = True

    stopping = asyncio.create_task(stop_server())
    try:
        await app.app.startup()
        try:
            await server.serve(sockets)
        finally:
            await app.app.shutdown()
    finally:
        stopping.cancel()


class Server(uvicorn.Server):
    """A server that is stopped by `should_exit` alone, and closes what it begins to close."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._closing: dict[asyncio.WriteTransport, float] = {}

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `drain.py`."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for sock in sockets or []:
            logger.info("Running on %s", sock.getsockname())

    async def on_tick(self, counter: int) -> bool:
        """Abort each connection that has been closing for too long, once a second."""
        if counter % 10 == 0:
            now = asyncio.get_running_loop().time()
            closing = [each for each in connections.open_transports if each.is_closing()]
            self._closing = {each: self._closing.get(each, now) for each in closing}
            for transport, since in self._closing.items():
                if now - since > connections.CLOSE_SECONDS:
                    transport.abort()
        return await super().on_tick(counter)
