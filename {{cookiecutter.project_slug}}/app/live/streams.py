"""Server-sent events: a stream of live events for each open page.

Such a stream is plain HTTP, so it passes every proxy, and a browser opens it again if it breaks.
If it is refused, by the server or by a proxy, the page's script has to open it again. Use a
WebSocket instead if the page itself sends messages all the time.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable
from quart import Quart, Request, Response, current_app, request
from quart.asgi import ASGIHTTPConnection
from werkzeug.exceptions import Forbidden

from app.db import DatabaseUnavailable
from app.live import HEARTBEAT, Hub
from app.live.queues import Queue
from app.web.cross_site import is_cross_site


class EventStream(Response):
    """A response whose body is the events of a topic."""

    topic: str
    may_continue: Callable[[], Awaitable[bool]]


async def stream_events(topic: str, may_continue: Callable[[], Awaitable[bool]]) -> Response:
    """Respond with the events of a topic, until the client leaves or the server stops.

    Call `may_continue` at every heartbeat, so that the stream ends with the session that opened it.
    Raise `TooManyRequests` if the topic has too many listeners.
    """
    hub: Hub = current_app.extensions["LIVE"]
    if is_cross_site(request):
        # It is a GET, but it runs for long with the cookies of the person.
        raise Forbidden("This request came from another site.")
    hub.check_room(topic)
    response = EventStream(content_type="text/event-stream")
    response.topic, response.may_continue = topic, may_continue
    del response.headers["Content-Length"]
    # Otherwise proxies such as nginx collect the response before they pass it on.
    response.headers["X-Accel-Buffering"] = "no"
    # Nothing is asked after a stream, so its connection need not wait for that when it ends.
    response.headers["Connection"] = "close"
    return response


class StreamingConnection(ASGIHTTPConnection):
    """A connection that sends the events of a stream when Quart is done with its request.

    Nothing of the request is left then. With it, each open page took half as much memory again.
    """

    _stream: EventStream | None = None
    _reader: asyncio.Task[None] | None = None
    _has_left = False

    async def __call__(self, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await super().__call__(receive, send)
        if self._stream is not None and not self._has_left:
            topic, may_continue = self._stream.topic, self._stream.may_continue
            self._stream = self._reader = None
            self.scope["headers"] = []  # The server keeps the scope, but is done with them.
            await send_events(self.app, topic, may_continue, receive, send)

    async def handle_request(self, request: Request, send: ASGISendCallable) -> None:
        await super().handle_request(request, send)
        if self._stream is not None and self._reader is not None:
            self._reader.cancel()  # Quart 0.23 would wait for the client to leave.

    async def handle_messages(self, *arguments: Any) -> None:
        self._reader = asyncio.current_task()
        await super().handle_messages(*arguments)
        self._has_left = True

    async def _send_response(self, send: ASGISendCallable, response: Any) -> None:
        # A response to HEAD has no body, so nothing would ever end the stream.
        if isinstance(response, EventStream) and self.scope["method"] != "HEAD":
            self._stream = response
            send = leave_open(send)
        await super()._send_response(send, response)


def leave_open(send: ASGISendCallable) -> ASGISendCallable:
    """Return a function that sends the start of a response, but not its end."""

    async def send_event(event: Any) -> None:
        if event["type"] == "http.response.start":
            await send(event)
            event["headers"] = []  # The server keeps the event too.

    return send_event


async def send_events(
    app: Quart,
    topic: str,
    may_continue: Callable[[], Awaitable[bool]],
    receive: ASGIReceiveCallable,
    send: ASGISendCallable,
) -> None:
    async def send_text(text: str, *, is_last: bool = False) -> None:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": not is_last})

    hub: Hub = app.extensions["LIVE"]
    with hub.open_queue(topic) as queue:
        leaving = asyncio.create_task(end_with_client(receive, queue))
        try:
            await send_text("retry: 1000\n\n")
            while (event := await queue.get()) is not None:
                if event != HEARTBEAT:
                    await send_text(f"data: {event}\n\n")
                elif await is_allowed(app, may_continue):
                    # Proxies close silent connections, and only a write shows that a client left.
                    await send_text(": heartbeat\n\n")
                else:
                    break
            if not leaving.done():
                await send_text("", is_last=True)
        finally:
            leaving.cancel()


async def end_with_client(receive: ASGIReceiveCallable, queue: Queue) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    queue.end()


async def is_allowed(app: Quart, may_continue: Callable[[], Awaitable[bool]]) -> bool:
    """Return whether the stream may go on. Without the database, the client opens a new one."""
    try:
        async with app.app_context():
            return await may_continue()
    except DatabaseUnavailable:
        return False
