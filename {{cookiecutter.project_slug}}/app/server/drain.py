"""How the server stops without cutting off a request, and how it refuses an upload.

Both servers call the app through `Drain`: it knows the open requests, and ends them in time.
"""

import asyncio
import gc
import logging
import signal
from contextlib import suppress
from typing import Any

from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    ASGISendEvent,
    HTTPResponseStartEvent,
    Scope,
    WebsocketResponseStartEvent,
)
from quart import Quart

from app.server.connections import open_transports

logger = logging.getLogger(__name__)

# Together less than the 10 seconds that Docker gives a container to stop.
GRACE_SECONDS, ABORT_SECONDS = 8.0, 1.0
# How long a proxy has to notice the stop. Caddy asks `/readyz/server` every second.
NOTICE_SECONDS = 3.0


def set_on_signal(event: asyncio.Event) -> None:
    """Set `event` on SIGTERM or SIGINT instead of exiting."""
    loop = asyncio.get_running_loop()

    def receive_signal(*_: Any) -> None:
        # The process ends soon. To look for garbage among thousands of open streams would only
        # hold it up, and this leaves out all that is there.
        gc.freeze()
        loop.call_soon_threadsafe(event.set)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, receive_signal)  # The loop's own handlers do not work on Windows.


class Drain:
    """The app with a list of its open requests, which end when the time to stop is over.

    By themselves, both servers wait forever while a client keeps its connection open.
    """

    def __init__(self, app: Quart, stop: asyncio.Event) -> None:
        self.app = app
        self._stop = stop
        self._running: set[asyncio.Timeout] = set()
        self._discarding: set[asyncio.Task[None]] = set()

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(receive, send, self.app.extensions["DRAINING"])
        async with asyncio.timeout(None) as deadline:
            self._running.add(deadline)
            try:
                await self.app(scope, exchange.receive, exchange.send)
            finally:
                self._running.discard(deadline)
                if exchange.is_open:
                    # Hypercorn waits until everything that the client still sends is taken.
                    task = asyncio.create_task(exchange.discard_rest())
                    self._discarding.add(task)
                    task.add_done_callback(self._discarding.discard)

    async def wait_for_stop(self) -> None:
        """Wait until the server must stop, then announce it and start the time to finish.

        Behind a proxy, go on serving until it has noticed and sends its requests elsewhere. One
        that arrives while the server closes its connection would be lost.
        """
        await self._stop.wait()
        logger.info("Stopping: %d open requests", len(self._running))
        self.app.extensions["DRAINING"].set()
        asyncio.get_running_loop().call_later(GRACE_SECONDS, self._end_requests)
        if self.app.config["SETTINGS"].trusted_hops:
            await asyncio.sleep(NOTICE_SECONDS)

    def _end_requests(self) -> None:
        for deadline in self._running:
            deadline.reschedule(0)
        asyncio.get_running_loop().call_later(ABORT_SECONDS, self._abort_connections)

    def _abort_connections(self) -> None:
        """Abort the connections whose clients do not even take the end of a response."""
        for transport in open_transports:
            transport.abort()


class Exchange:
    """A request or WebSocket. A refusal waits until the body has arrived, for at most five seconds.

    A server that closes a connection while the client or a proxy is still sending breaks it, and
    the response that says why is lost.
    """

    def __init__(
        self, receive: ASGIReceiveCallable, send: ASGISendCallable, draining: asyncio.Event
    ) -> None:
        self._receive = receive
        self._send = send
        self._draining = draining
        self._has_body = asyncio.Event()
        self.has_ended = False

    async def receive(self) -> ASGIReceiveEvent:
        event = await self._receive()
        if event["type"].startswith("http.") and not event.get("more_body"):
            self._has_body.set()
        self.has_ended = event["type"].endswith(".disconnect")
        return event

    @property
    def is_open(self) -> bool:
        """Return whether the client may still send something. A WebSocket may until it closes."""
        return not (self.has_ended or self._has_body.is_set())

    async def discard_rest(self) -> None:
        """Take what the client still sends."""
        while self.is_open:
            await self.receive()

    async def send(self, event: ASGISendEvent) -> None:
        if event["type"] == "http.response.start":
            if event["status"] >= 300 and not self._has_body.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(5):
                        await self._has_body.wait()
            if self._draining.is_set():
                close_after(event)
        if event["type"] == "websocket.http.response.start":
            close_after(event)
        await self._send(event)
        if self.has_ended:
            # Uvicorn waits for nothing then, and a long response would hold the whole process.
            await asyncio.sleep(0)


def close_after(event: HTTPResponseStartEvent | WebsocketResponseStartEvent) -> None:
    """Tell proxies that the connection closes after this response, so that none reuses it."""
    event["headers"] = [*event["headers"], (b"connection", b"close")]
