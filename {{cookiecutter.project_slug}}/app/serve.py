"""The production server: hypercorn, stopped so that no request is cut and no stream holds it up."""

import asyncio
import logging
import signal
from typing import Any

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, Scope
from quart import Quart

from app.config import Settings

logger = logging.getLogger(__name__)

# Below the 10 seconds that Docker gives a container to stop.
GRACE_SECONDS = 8.0


async def serve(app: Quart) -> None:
    """Serve until SIGTERM or SIGINT, then let what runs finish, for at most `GRACE_SECONDS`."""
    settings: Settings = app.config["SETTINGS"]
    config = Config()
    host = "0.0.0.0" if settings.is_production else "127.0.0.1"  # noqa: S104, a container's own
    config.bind = [f"{host}:{settings.port}"]
    config.include_server_header = False
    config.graceful_timeout = GRACE_SECONDS
    drain = Drain(app)
    await hypercorn_serve(drain, config, shutdown_trigger=drain.wait_for_signal)


class Drain:
    """Knows the requests under way, and ends them when they outlive the time to stop.

    Hypercorn alone waits for ever on Python 3.12 and newer while any connection is open.
    """

    def __init__(self, app: Quart) -> None:
        self._app = app
        self._running: set[asyncio.Timeout] = set()

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        async with asyncio.timeout(None) as deadline:
            self._running.add(deadline)
            try:
                await self._app(scope, receive, send)
            finally:
                self._running.discard(deadline)

    async def wait_for_signal(self) -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def receive_signal(*_: Any) -> None:
            loop.call_soon_threadsafe(stop.set)

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, receive_signal)  # The loop's own handlers are not on Windows.
        await stop.wait()
        logger.info("Stopping: %d requests under way", len(self._running))
        self._app.extensions["DRAINING"].set()
        loop.call_later(GRACE_SECONDS, self._end_requests)

    def _end_requests(self) -> None:
        for deadline in self._running:
            deadline.reschedule(0)
