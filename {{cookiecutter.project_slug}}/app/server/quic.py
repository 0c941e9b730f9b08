"""QUIC, on which HTTP/3 runs: accept its connections over UDP, beside those over TCP.

hypercorn's own HTTP/3 stops for everyone when one request breaks it or one view takes no data, and
keeps what a client does not read in memory.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import QuicServer
from aioquic.h3.connection import H3_ALPN
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated, ProtocolNegotiated, QuicEvent
from aioquic.quic.retry import QuicRetryTokenHandler
from hypercorn.app_wrappers import ASGIWrapper
from hypercorn.asyncio.task_group import TaskGroup
from hypercorn.asyncio.worker_context import WorkerContext
from hypercorn.config import Config
from hypercorn.typing import (
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    ConnectionState,
    Scope,
)
from hypercorn.utils import parse_socket_addr

from app.server import connections, drain
from app.server.drain import Drain
from app.server.http3 import Http3
from app.server.listening import bind_beside

logger = logging.getLogger(__name__)
# They tell of every connection, and of what clients do wrong.
for name in ("quic", "http3"):
    logging.getLogger(name).setLevel(logging.ERROR)

# With more connection IDs in use, a client must show that its address is not forged.
MAX_UNCHECKED = 1000


class Tasks(TaskGroup):
    """Tasks of which none ends another."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())
        self.running: set[asyncio.Task[None]] = set()

    def spawn(self, func: Callable[..., Awaitable[None]], *args: Any) -> None:
        async def run() -> None:
            await func(*args)

        task = asyncio.create_task(run())
        self.running.add(task)
        task.add_done_callback(self.running.discard)


class Connection(QuicConnectionProtocol):
    """A connection of one client."""

    def __init__(self, server: "Server", *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.server = server
        self.http: Http3 | None = None
        self.client: tuple[str, int] | None = None
        self._sending: asyncio.Task[None] | None = None

    def datagram_received(self, data: bytes | str, addr: Any) -> None:
        if self.client is None:
            # It stays: a later one may be forged, to get a rate limit of its own.
            self.client = (addr[0], addr[1])
        super().datagram_received(data, addr)
        if self.http is not None:
            self.http.note_arrival()

    def quic_event_received(self, event: QuicEvent) -> None:
        if isinstance(event, ProtocolNegotiated) and self.http is None:
            self.http = self.server.create_http(self)
            self._sending = asyncio.create_task(self.send_what_waits(self.http))
        elif isinstance(event, ConnectionTerminated):
            self.server.connections.discard(self)
            if self.http is not None and self._sending is not None:
                self.http.cut_all_streams()
                self._sending.cancel()
        elif self.http is not None:
            self.http.handle_event(event)

    async def send_what_waits(self, http: Http3) -> None:
        while True:
            await http.wait_for_data()
            self.transmit()


class Server(QuicServer):
    """The server on one socket."""

    def __init__(self, app: Drain, config: Config, sock: socket.socket) -> None:
        quic = QuicConfiguration(
            alpn_protocols=H3_ALPN,
            is_client=False,
            idle_timeout=connections.KEEP_ALIVE_SECONDS,
        )
        quic.load_cert_chain(str(config.certfile), config.keyfile)
        super().__init__(configuration=quic, create_protocol=self.create_connection)
        self.app = ASGIWrapper(app)
        self.config = config
        self.sock = sock
        self.tasks = Tasks()
        self.connections: set[Connection] = set()
        self._check_addresses = QuicRetryTokenHandler()
        self._stop_at = 0.0

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, sock=self.sock)
        logger.info("Running on %s (HTTP/3)", self.sock.getsockname())

    def datagram_received(self, data: bytes | str, addr: Any) -> None:
        is_busy = len(self._protocols) > MAX_UNCHECKED
        self._retry = self._check_addresses if is_busy else None  # type: ignore[assignment]
        super().datagram_received(data, addr)

    def create_connection(self, *arguments: Any, **more: Any) -> Connection:
        connection = Connection(self, *arguments, **more)
        self.connections.add(connection)
        return connection

    def create_http(self, connection: Connection) -> Http3:
        server = parse_socket_addr(self.sock.family, self.sock.getsockname())
        context, state = WorkerContext(None), ConnectionState({})
        others = (self.tasks, state, connection.client, server)
        return Http3(connection._quic, self.app, self.config, context, *others)

    def leave(self) -> None:
        """Take no new requests."""
        self._stop_at = self._loop.time() + drain.GRACE_SECONDS + drain.ABORT_SECONDS
        for connection in self.connections:
            if connection.http is not None:
                connection.http.leave()

    async def stop(self) -> None:
        """Wait for the open requests, which `drain.py` ends in time, and stop to listen."""
        while self.tasks.running and (seconds := self._stop_at - self._loop.time()) > 0:
            await asyncio.wait(self.tasks.running, timeout=seconds)
        self.close()


class Http3Servers:
    """A server for each socket, and the app, which shuts down when they have stopped."""

    def __init__(
        self, app: Drain, config: Config, sockets: list[socket.socket], *, is_shared: bool
    ) -> None:
        self.app = app
        bound = [bind_beside(sock, is_shared=is_shared) for sock in sockets]
        self.servers = [Server(app, config, sock) for sock in bound if sock]

    async def start(self) -> None:
        for server in self.servers:
            await server.start()

    def leave(self) -> None:
        for server in self.servers:
            server.leave()

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        async def receive_when_stopped() -> ASGIReceiveEvent:
            event = await receive()
            if event["type"] == "lifespan.shutdown":
                for server in self.servers:
                    await server.stop()
            return event

        is_lifespan = scope["type"] == "lifespan"
        await self.app(scope, receive_when_stopped if is_lifespan else receive, send)
