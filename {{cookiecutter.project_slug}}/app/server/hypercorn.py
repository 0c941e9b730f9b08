"""hypercorn, changed so that each connection closes for sure, and speaks HTTP/2 only over TLS.

By itself, hypercorn waits forever for a client that does not read, or that sends faster than the
app takes. It also changes to HTTP/2 when asked, and passes on targets that Quart cannot read.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from ssl import SSLError
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import h11
from hypercorn.asyncio import run, serve, tcp_server
from hypercorn.config import Config
from hypercorn.events import Closed, Event, RawData
from hypercorn.protocol.events import EndBody, EndData, StreamClosed
from hypercorn.protocol.events import Event as StreamEvent
from hypercorn.protocol.h11 import H11Protocol, H11WSConnection
from hypercorn.protocol.http_stream import HTTPStream
from hypercorn.protocol.ws_stream import WSStream
from hypercorn.typing import ASGIReceiveEvent

from app.config import Settings
from app.server import connections, drain
from app.server.drain import Drain
from app.server.http2 import Http2, open_connections

if TYPE_CHECKING:
    from app.server.quic import Http3Servers

Put = Callable[[ASGIReceiveEvent], Awaitable[None]]


async def run_hypercorn(app: Drain, sockets: list[socket.socket]) -> None:
    settings: Settings = app.app.config["SETTINGS"]
    config = Config()
    config.include_server_header = False
    config.keep_alive_timeout = connections.KEEP_ALIVE_SECONDS
    config.graceful_timeout = drain.GRACE_SECONDS
    config.websocket_max_message_size = connections.MAX_MESSAGE
    # A logger without a handler of its own, which would write every line twice.
    config.errorlog = logging.getLogger("hypercorn.error")
    # Hypercorn has no option for its classes.
    vars(run)["TCPServer"] = Connection
    vars(tcp_server)["ProtocolWrapper"] = choose_protocol
    if settings.tls_certificate:
        config.certfile, config.keyfile = settings.tls_certificate, settings.tls_key
        # A client that never begins with TLS must not hold up the stop.
        config.ssl_handshake_timeout = drain.GRACE_SECONDS
    # Clients of a proxy do not reach UDP here.
    has_http3 = settings.tls_certificate and not settings.trusted_hops
    http3 = open_http3(app, config, sockets) if has_http3 else None
    config.bind = [f"fd://{sock.detach()}" for sock in sockets]

    async def wait_for_stop() -> None:
        if http3 is not None:
            await http3.start()
        await app.wait_for_stop()
        for connection in list(open_connections):
            await connection.leave()
        if http3 is not None:
            http3.leave()

    await serve(http3 or app, config, shutdown_trigger=wait_for_stop)


def open_http3(app: Drain, config: Config, sockets: list[socket.socket]) -> "Http3Servers":
    """Bind UDP where the sockets are, and tell clients over TCP of it."""
    from app.server.quic import Http3Servers  # imports much, which few need

    # Browsers know the port of the app's address, which may be another one outside a container.
    settings: Settings = app.app.config["SETTINGS"]
    port = urlsplit(settings.base_url).port or 443
    config.alt_svc_headers = [f'h3=":{port}"; ma=3600']
    return Http3Servers(app, config, sockets, is_shared=settings.web_concurrency > 1)


def choose_protocol(*arguments: Any) -> "Http2 | Protocol":
    """Return what the client has chosen while TLS began, or HTTP/1.1 without TLS."""
    *others, choice = arguments
    return Http2(*others) if choice == "h2" else Protocol(*others)


class Connection(tcp_server.TCPServer):
    """A connection that is aborted if its client reads nothing for too long."""

    async def run(self) -> None:
        connections.open_transports.add(self.writer.transport)
        try:
            await super().run()
        finally:
            connections.open_transports.discard(self.writer.transport)

    async def _read_data(self) -> None:
        await super()._read_data()
        # The client has left. By itself, hypercorn would wait for its next request.
        await self.idle_task.stop()

    async def protocol_send(self, event: Event) -> None:
        is_many = isinstance(self.protocol, Http2) and isinstance(event, RawData)
        if is_many and self.writer.transport.is_closing():
            await asyncio.sleep(0)  # All streams would go on to write, each with a warning.
            return
        with self.abort_after(connections.SEND_SECONDS):
            await super().protocol_send(event)

    async def _close(self) -> None:
        # By itself, hypercorn logs a client that sends more after the end of TLS as an error.
        with self.abort_after(connections.CLOSE_SECONDS), suppress(SSLError):
            await super()._close()

    @contextmanager
    def abort_after(self, seconds: float) -> Iterator[None]:
        """Abort the connection if the block takes longer."""
        timer = self.loop.call_later(seconds, self.writer.transport.abort)
        try:
            yield
        finally:
            timer.cancel()


class Protocol(H11Protocol):
    """HTTP/1.1. An offer of HTTP/2 is passed over, and a request in HTTP/2 is refused.

    Browsers use HTTP/2 only over TLS, where they choose it before the first request. Without TLS
    (h2c), a client could upgrade a connection through the proxy to a tunnel. Requests in a tunnel
    bypass every check of the proxy, and can forge X-Forwarded-For.
    """

    async def _check_protocol(self, event: h11.Request) -> None:
        """Do nothing, where hypercorn would change to HTTP/2."""

    async def _create_stream(self, request: h11.Request) -> None:
        if not request.http_version.startswith(b"1."):
            await self.refuse_request(505)
        elif not connections.TARGET.match(request.target) or not (
            connections.has_readable_headers(request.headers)
        ):
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
        """End a WebSocket whose client broke the protocol, where hypercorn would only ignore it.

        When the connection is closed, end a request that waits for its turn too.
        """
        await super().handle(event)
        if isinstance(event, Closed) and isinstance(self.connection, h11.Connection):
            self.connection = H11WSConnection(self.connection)  # It never asks to wait.
            await self.can_read.set()
        stream = self.stream
        if not isinstance(stream, WSStream):
            return
        is_too_large = stream.buffer.length > stream.buffer.max_length
        if stream.closed or is_too_large:
            stream.closed = False  # A closed stream would not tell the app.
            await self._close_stream()
            await self.send(Closed())


def put_until_closed(stream: HTTPStream | WSStream, put: Put) -> Put:
    """Return a function that tells the app nothing more after the end of its request.

    Hypercorn would go on with the messages that it has read already, and nothing takes them.
    """

    async def put_event(event: ASGIReceiveEvent) -> None:
        if not stream.closed or event["type"].endswith(".disconnect"):
            await put(event)

    return put_event
