"""Connections: hypercorn's, changed so that each one closes for sure and speaks HTTP/1.1 alone.

By itself, hypercorn waits forever for a client that does not read, or that sends faster than the
app takes. It also changes to HTTP/2 when asked, and passes on targets that Quart cannot read.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import h11
from hypercorn.asyncio import run, tcp_server
from hypercorn.events import Closed, Event
from hypercorn.protocol.events import EndBody, EndData, StreamClosed
from hypercorn.protocol.events import Event as StreamEvent
from hypercorn.protocol.h11 import H11Protocol
from hypercorn.protocol.http_stream import HTTPStream
from hypercorn.protocol.ws_stream import WSStream
from hypercorn.typing import ASGIReceiveEvent

Put = Callable[[ASGIReceiveEvent], Awaitable[None]]

# How long a client may read nothing while something is sent to it, and while its connection closes.
SEND_SECONDS = 30.0
CLOSE_SECONDS = 5.0
# A path, or the URL that a client sends to a proxy. HTTP asks every server to accept that form too.
TARGET = re.compile(rb"(https?://[a-zA-Z0-9.-]+(:[0-9]+)?)?/")


class Connection(tcp_server.TCPServer):
    """A connection that is aborted if its client reads nothing for too long."""

    open: set["Connection"] = set()  # noqa: RUF012, of the process

    async def run(self) -> None:
        self.open.add(self)
        try:
            await super().run()
        finally:
            self.open.discard(self)

    async def protocol_send(self, event: Event) -> None:
        with self.abort_after(SEND_SECONDS):
            await super().protocol_send(event)

    async def _close(self) -> None:
        with self.abort_after(CLOSE_SECONDS):
            await super()._close()

    @contextmanager
    def abort_after(self, seconds: float) -> Iterator[None]:
        """Abort the connection if the block takes longer."""
        timer = self.loop.call_later(seconds, self.abort)
        try:
            yield
        finally:
            timer.cancel()

    def abort(self) -> None:
        self.writer.transport.abort()


class Protocol(H11Protocol):
    """HTTP/1.1. An offer of HTTP/2 is passed over, and a request in HTTP/2 is refused.

    Browsers use HTTP/2 only over TLS, which this server does not have. Without TLS (h2c), a client
    could upgrade a connection through the proxy to a tunnel. Requests in a tunnel bypass every
    check of the proxy, and can forge X-Forwarded-For.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments[:-1])  # The last one would choose HTTP/2.

    async def _check_protocol(self, event: h11.Request) -> None:
        """Do nothing, where hypercorn would change to HTTP/2."""

    async def _create_stream(self, request: h11.Request) -> None:
        if not request.http_version.startswith(b"1."):
            await self.refuse_request(505)
        elif not TARGET.match(request.target) or not has_readable_headers(request):
            await self.refuse_request(400)
        else:
            await super()._create_stream(request)
            if isinstance(self.stream, WSStream):
                # No compression: 64 KiB may unpack to 64 MiB, before their size is looked at.
                self.stream.handshake.extensions = None
            if self.stream is not None and self.stream.app_put is not None:
                self.stream.app_put = put_until_closed(self.stream, self.stream.app_put)

    async def refuse_request(self, status: int) -> None:
        await self._send_error_response(status)
        await self.send(Closed())

    async def stream_send(self, event: StreamEvent) -> None:
        """End a WebSocket that the app refuses or closes. Quart 0.23 waits to be told of that."""
        await super().stream_send(event)
        if isinstance(event, EndBody | EndData) and isinstance(self.stream, WSStream):
            await super().stream_send(StreamClosed(stream_id=event.stream_id))

    async def handle(self, event: Event) -> None:
        """End a WebSocket whose client broke the protocol, where hypercorn would only ignore it."""
        await super().handle(event)
        stream = self.stream
        if not isinstance(stream, WSStream):
            return
        is_too_large = stream.buffer.length > stream.buffer.max_length
        if stream.closed or is_too_large:
            stream.closed = False  # A closed stream would not tell the app.
            await self._close_stream()
            await self.send(Closed())


def has_readable_headers(request: h11.Request) -> bool:
    """Return whether hypercorn and Quart can read the headers that they decode by themselves."""
    try:
        for name, value in request.headers:
            if name == b"host":
                value.decode("latin-1").encode("idna")
            elif name == b"connection" or name.startswith(b"sec-websocket-"):
                value.decode("ascii")
    except UnicodeError:
        return False
    return True


def put_until_closed(stream: HTTPStream | WSStream, put: Put) -> Put:
    """Return a function that tells the app nothing more after the end of its request.

    Hypercorn would go on with the messages that it has read already, and nothing takes them.
    """

    async def put_event(event: ASGIReceiveEvent) -> None:
        if not stream.closed or event["type"].endswith(".disconnect"):
            await put(event)

    return put_event


def adapt_hypercorn() -> None:
    """Have every server of this process use the classes of this module."""
    vars(run)["TCPServer"] = Connection
    vars(tcp_server)["ProtocolWrapper"] = Protocol
