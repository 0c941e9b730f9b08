"""The production server: hypercorn, and how it stops without cutting off a request.

This module adds two things to hypercorn: it reads an upload to its end before refusing it, and it
ends what is still open when the server stops. `app/connections.py` changes single connections.
"""

import asyncio
import logging
import signal
from contextlib import suppress
from typing import Any

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    ASGISendEvent,
    Scope,
)
from quart import Quart

from app.config import Settings
from app.connections import Connection, adapt_hypercorn
from app.listening import bind_sockets

logger = logging.getLogger(__name__)

# Together less than the 10 seconds that Docker gives a container to stop.
GRACE_SECONDS, ABORT_SECONDS = 8.0, 1.0


async def run_server(app: Quart) -> None:
    """Serve until SIGTERM or SIGINT, then let requests finish for up to `GRACE_SECONDS`."""
    settings: Settings = app.config["SETTINGS"]
    config = Config()
    config.bind = bind_sockets(settings)
    config.umask = 0  # For a Unix socket: the permissions of its folder say who may connect.
    config.include_server_header = False
    config.graceful_timeout = GRACE_SECONDS
    config.websocket_max_message_size = 64 * 1024
    # A logger without a handler of its own, which would write every line twice.
    config.errorlog = logging.getLogger("hypercorn.error")
    adapt_hypercorn()
    drain = Drain(app, GRACE_SECONDS)
    await hypercorn_serve(drain, config, shutdown_trigger=drain.wait_for_signal)


def set_on_signal(event: asyncio.Event) -> None:
    """Set `event` on SIGTERM or SIGINT instead of exiting."""
    loop = asyncio.get_running_loop()

    def receive_signal(*_: Any) -> None:
        loop.call_soon_threadsafe(event.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, receive_signal)  # The loop's own handlers do not work on Windows.


class Drain:
    """The app with a list of its open requests, which end when the time to stop is over.

    By itself, hypercorn on Python 3.12 and newer waits forever while any connection is open.
    """

    def __init__(self, app: Quart, grace_seconds: float) -> None:
        self._app = app
        self._grace_seconds = grace_seconds
        self._running: set[asyncio.Timeout] = set()
        self._discarding: set[asyncio.Task[None]] = set()

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(receive, send)
        async with asyncio.timeout(None) as deadline:
            self._running.add(deadline)
            try:
                await self._app(scope, exchange.receive, exchange.send)
            finally:
                self._running.discard(deadline)
                if not exchange.has_ended:
                    # Hypercorn waits until everything that the client still sends is taken.
                    task = asyncio.create_task(exchange.discard_rest())
                    self._discarding.add(task)
                    task.add_done_callback(self._discarding.discard)

    async def wait_for_signal(self) -> None:
        """Wait for SIGTERM or SIGINT, then announce the stop and start the time to finish."""
        stop = asyncio.Event()
        set_on_signal(stop)
        await stop.wait()
        logger.info("Stopping: %d open requests", len(self._running))
        self._app.extensions["DRAINING"].set()
        asyncio.get_running_loop().call_later(self._grace_seconds, self._end_requests)

    def _end_requests(self) -> None:
        for deadline in self._running:
            deadline.reschedule(0)
        asyncio.get_running_loop().call_later(ABORT_SECONDS, self._abort_connections)

    def _abort_connections(self) -> None:
        """Abort the connections whose clients do not even take the end of a response."""
        for connection in Connection.open:
            connection.abort()


class Exchange:
    """A request or WebSocket. A refusal waits until the body has arrived, for at most five seconds.

    Hypercorn closes the connection after a refusal. A client or a proxy that is still sending would
    see a broken connection instead of the response that says why.
    """

    def __init__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        self._receive = receive
        self._send = send
        self._has_body = asyncio.Event()
        self.has_ended = False

    async def receive(self) -> ASGIReceiveEvent:
        event = await self._receive()
        if not event.get("more_body"):
            self._has_body.set()
        self.has_ended = event["type"].endswith(".disconnect")
        return event

    async def discard_rest(self) -> None:
        """Take what the client still sends, until its connection is closed."""
        while not self.has_ended:
            await self.receive()

    async def send(self, event: ASGISendEvent) -> None:
        if event["type"] == "http.response.start" and event["status"] >= 300:
            with suppress(TimeoutError):
                async with asyncio.timeout(5):
                    await self._has_body.wait()
        if event["type"] == "websocket.http.response.start":
            # Hypercorn closes the connection now, so a proxy must not reuse it.
            event["headers"] = [*event["headers"], (b"connection", b"close")]
        await self._send(event)
