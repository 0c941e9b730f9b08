"""uvicorn's connections, changed so that each one closes for sure.

By itself, uvicorn waits forever for a client that sends no request or does not read, takes headers
of any size, and loses the bytes that follow an offer of HTTP/2.
"""

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.wsproto_impl import WSProtocol

from app.server import connections


class Watch(asyncio.Protocol):
    """Aborts a connection if its client reads nothing for too long while something is sent."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    unread_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        connections.open_transports.add(transport)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        connections.open_transports.discard(self.transport)
        self.stop_timer()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self.unread_timer = self.loop.call_later(connections.SEND_SECONDS, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        self.stop_timer()
        super().resume_writing()

    def stop_timer(self) -> None:
        if self.unread_timer is not None:
            self.unread_timer.cancel()
            self.unread_timer = None


class WebSocket(Watch, WSProtocol):
    """A WebSocket that waits only briefly for its client's part of the end."""

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.close_timeout = connections.CLOSE_SECONDS


class Http(Watch, HttpToolsProtocol):
    """HTTP/1.1. A request must arrive in time, with headers that the app can read."""

    request_timer: asyncio.TimerHandle | None = None
    # Of the request that is being read.
    head_size = 0
    is_in_body = False
    # Why it is refused, if that is not the parser's own reason.
    status = 0
    is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.start_request_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self.stop_request_timer()
        super().connection_lost(exc)

    def start_request_timer(self) -> None:
        """Close the connection if no request is complete in time."""
        if self.request_timer is None:
            seconds = connections.KEEP_ALIVE_SECONDS
            self.request_timer = self.loop.call_later(seconds, self.transport.close)

    def stop_request_timer(self) -> None:
        if self.request_timer is not None:
            self.request_timer.cancel()
            self.request_timer = None

    def data_received(self, data: bytes) -> None:
        """Parse what arrives, also after an offer to upgrade, such as to HTTP/2."""
        self._unset_keepalive_if_required()
        while data and not self.is_refused:
            if not self.is_in_body:
                self.head_size += len(data)
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
                if self._should_upgrade():
                    self.open_websocket(data)
                    return
            except httptools.HttpParserError:
                self.refuse(self.status or 400)
            else:
                break
        if self.head_size > connections.MAX_HEAD:
            self.refuse(431)
        elif self.head_size:
            self.start_request_timer()

    def on_headers_complete(self) -> None:
        self.stop_request_timer()
        self.status = self.find_fault()
        self.head_size, self.is_in_body = 0, True
        if self.status:
            raise ValueError("The request is refused.")
        super().on_headers_complete()

    def find_fault(self) -> int:
        """Return the status that refuses the request. Return 0 for one that the app can read."""
        version = self.parser.get_http_version()
        names = [name for name, _ in self.headers]
        if not version.startswith("1."):
            return 505
        if self.head_size > connections.MAX_HEAD and self.measure_head() > connections.MAX_HEAD:
            return 431
        if b"transfer-encoding" in names and not self.is_chunked():
            return 501
        if names.count(b"host") != 1 and (version == "1.1" or b"host" in names):
            return 400
        is_readable = connections.has_readable_headers(self.headers)
        return 0 if is_readable and connections.TARGET.match(self.url) else 400

    def is_chunked(self) -> bool:
        encodings = [value for name, value in self.headers if name == b"transfer-encoding"]
        return [encoding.lower() for encoding in encodings] == [b"chunked"]

    def measure_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def on_message_complete(self) -> None:
        self.is_in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.is_in_body and self.cycle.response_complete:
            self.start_request_timer()

    def open_websocket(self, rest: bytes) -> None:
        """Change to a WebSocket, unless its client did not wait for its turn or for the answer."""
        is_busy = self.cycle is not None and not self.cycle.response_complete
        if is_busy or rest:
            self.refuse(400)
        else:
            self.stop_timer()
            self.handle_websocket_upgrade()

    def refuse(self, status: int) -> None:
        """Answer what was asked before, then refuse the request that is being read, and close."""
        if self.is_refused:
            return
        self.is_refused = True
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete and not cycle.more_body:
            cycle.keep_alive = False
            return
        if cycle is None or cycle.response_complete or not cycle.response_started:
            headers = [*self.server_state.default_headers, (b"content-length", b"0")]
            lines = [b"%s: %s\r\n" % header for header in [*headers, (b"connection", b"close")]]
            self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n"]))
        self.transport.close()
