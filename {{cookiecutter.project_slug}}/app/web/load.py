"""Load: while too many requests wait for their answers, further ones are refused with 503.

Without a bound, a process past its capacity lets everyone wait, until nobody is answered in time.
"""

import asyncio
import logging
from contextlib import suppress
from time import monotonic

from hypercorn.typing import (
    ASGIFramework,
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    ASGISendEvent,
    HTTPScope,
    Scope,
)
from msgspec.json import encode
from quart import Quart
from werkzeug.exceptions import ServiceUnavailable

from app.config import Settings
from app.web.errors import create_problem

logger = logging.getLogger(__name__)

# These are answered in any case, or a process that has much to do would be taken for a dead one.
HEALTH_CHECKS = {"/livez", "/readyz", "/readyz/server"}
RETRY_SECONDS = 2
# A refusal waits so long for the rest of the body: a client that still sends does not read.
BODY_SECONDS = 5
# How often the log tells of refusals.
LOG_SECONDS = 10
SENTENCE = f"The server is busy. Try again in {RETRY_SECONDS} seconds."
# Both are made once, since a refusal has to cost a small part of an answer.
PAGE = f"{SENTENCE}\n".encode()
PROBLEM = encode(create_problem(ServiceUnavailable(SENTENCE)))


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    load = LoadLimit(app.asgi_app, settings.max_waiting_requests)
    app.asgi_app = load  # type: ignore[method-assign]
    app.extensions["LOAD"] = load


class LoadLimit:
    """The app, with a limit for the requests that wait in it at the same time.

    It stands before Quart, so that a refusal takes a small part of the time of an answer.
    """

    def __init__(self, app: ASGIFramework, limit: int) -> None:
        self.app = app
        self.limit = limit
        # How many wait now, and how many were refused since the process began.
        self.waiting = self.refused = 0
        self._logged = 0
        self._log_at = 0.0

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] != "http" or scope["path"] in HEALTH_CHECKS:
            await self.app(scope, receive, send)
        elif self.waiting >= self.limit:
            self.log_refusal()
            await refuse(scope, receive, send)
        else:
            request = WaitingRequest(self, receive, send)
            if scope["method"] in {"GET", "HEAD"}:
                request.begin_to_wait()
            try:
                await self.app(scope, request.receive, request.send)
            finally:
                request.end_to_wait()

    def log_refusal(self) -> None:
        self.refused += 1
        if monotonic() >= self._log_at:
            self._log_at = monotonic() + LOG_SECONDS
            logger.warning(
                "Too much load: %d requests refused, because %d others wait in this process"
                " (MAX_WAITING_REQUESTS)",
                self.refused - self._logged,
                self.limit,
            )
            self._logged = self.refused


class WaitingRequest:
    """A request that waits from the end of its body until its answer begins.

    So a client that sends or reads slowly takes no other's place, nor does an open stream.
    """

    def __init__(
        self, load: LoadLimit, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        self._load = load
        self._receive = receive
        self._send = send
        self._waits = self._is_over = False

    def begin_to_wait(self) -> None:
        if not (self._waits or self._is_over):
            self._waits = True
            self._load.waiting += 1

    def end_to_wait(self) -> None:
        self._load.waiting -= self._waits
        self._waits, self._is_over = False, True

    async def receive(self) -> ASGIReceiveEvent:
        event = await self._receive()
        if event["type"] == "http.request" and not event["more_body"]:
            self.begin_to_wait()
        return event

    async def send(self, event: ASGISendEvent) -> None:
        if event["type"] == "http.response.start":
            self.end_to_wait()
        await self._send(event)


async def refuse(scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer with a sentence for people, or with problem details for programs."""
    with suppress(TimeoutError):
        async with asyncio.timeout(BODY_SECONDS):
            while (await receive()).get("more_body"):
                pass
    is_page = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
    body = PAGE if is_page else PROBLEM
    headers = [
        (b"content-type", b"text/plain; charset=utf-8" if is_page else b"application/problem+json"),
        (b"content-length", b"%d" % len(body)),
        (b"retry-after", b"%d" % RETRY_SECONDS),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
