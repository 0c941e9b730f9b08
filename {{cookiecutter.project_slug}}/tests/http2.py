"""A client that speaks HTTP/2, as browsers do and as no browser does."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from hyperframe.frame import Frame, GoAwayFrame
from wsproto.connection import Connection, ConnectionType
from wsproto.events import Event as WebSocketEvent

from tests.constants import PATIENCE


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    # The code of a reset, and whether the answer has ended.
    error: int | None = None
    is_over: bool = False


class PatientConnection(H2Connection):
    """A connection that takes the answers which are still to come when it is told to leave."""

    def _receive_goaway_frame(self, frame: GoAwayFrame) -> tuple[list[Frame], list[Event]]:
        return [], [ConnectionTerminated()]


class Client:
    """A connection, which also sends what the library would refuse to send."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.connection = PatientConnection(
            H2Configuration(
                header_encoding="utf-8",
                validate_outbound_headers=False,
                normalize_outbound_headers=False,
            )
        )
        self.answers: dict[int, Answer] = {}
        self.is_told_to_leave = False
        self.takes_data = True

    def send_head(self, headers: Iterable[tuple[str, str]], *, is_last: bool = True) -> int:
        """Begin a request with exactly these headers, and return its number."""
        stream_id = self.connection.get_next_available_stream_id()
        self.connection.send_headers(stream_id, list(headers), end_stream=is_last)
        self.answers[stream_id] = Answer()
        return stream_id

    def begin(self, path: str, method: str = "GET", *more: tuple[str, str], is_last: bool) -> int:
        return self.send_head([*build_head(path, method), *more], is_last=is_last)

    async def ask(
        self, path: str, method: str = "GET", *more: tuple[str, str], body: bytes = b""
    ) -> Answer:
        stream_id = self.begin(path, method, *more, is_last=not body)
        while body and not self.answers[stream_id].is_over:
            window = self.connection.local_flow_control_window(stream_id)
            size = min(len(body), window, self.connection.max_outbound_frame_size)
            if size:
                self.connection.send_data(stream_id, body[:size], end_stream=size == len(body))
                body = body[size:]
                self.flush()
            else:
                await self.receive()
        return await self.read_answer(stream_id)

    async def read_answer(self, stream_id: int) -> Answer:
        self.flush()
        async with asyncio.timeout(PATIENCE):
            while not self.answers[stream_id].is_over:
                await self.receive()
        return self.answers[stream_id]

    async def read_until_closed(self) -> None:
        self.flush()
        async with asyncio.timeout(PATIENCE):
            while await self.receive():
                pass

    def flush(self) -> None:
        self.writer.write(self.connection.data_to_send())

    async def receive(self) -> bool:
        """Take what has come. Return whether the connection is open."""
        try:
            data = await self.reader.read(65536)
        except OSError:
            data = b""
        for event in self.connection.receive_data(data) if data else []:
            self.take(event)
        if not data:
            for answer in self.answers.values():
                answer.is_over = True
        self.flush()
        return bool(data)

    def take(self, event: Event) -> None:
        if isinstance(event, ConnectionTerminated):
            self.is_told_to_leave = True
        stream_id = getattr(event, "stream_id", None)
        if stream_id not in self.answers:
            return
        answer = self.answers[stream_id]
        if isinstance(event, ResponseReceived):
            answer.headers = {str(name): str(value) for name, value in event.headers or []}
            answer.status = int(answer.headers[":status"])
        elif isinstance(event, DataReceived):
            answer.body += event.data or b""
            if self.takes_data:
                self.connection.acknowledge_received_data(event.flow_controlled_length, stream_id)
        elif isinstance(event, StreamReset):
            answer.error = int(event.error_code or 0)
            answer.is_over = True
        elif isinstance(event, StreamEnded):
            answer.is_over = True


class StreamSocket:
    """A WebSocket on a stream of a connection, in HTTP/2 or 3."""

    HEAD = ((":protocol", "websocket"), ("sec-websocket-version", "13"))

    def __init__(self, answer: Answer, receive_more: Callable[[], Awaitable[object]]) -> None:
        self.answer = answer
        self.messages = Connection(ConnectionType.CLIENT)
        self._receive_more = receive_more
        self._taken = 0

    async def open(self) -> int:
        """Return the status of the answer."""
        async with asyncio.timeout(PATIENCE):
            while not self.answer.status:
                await self._receive_more()
        return self.answer.status

    async def receive(self) -> WebSocketEvent:
        async with asyncio.timeout(PATIENCE):
            while len(self.answer.body) == self._taken and not self.answer.is_over:
                await self._receive_more()
        self.messages.receive_data(self.answer.body[self._taken :])
        self._taken = len(self.answer.body)
        return next(self.messages.events())


class WebSocket(StreamSocket):
    """A WebSocket in HTTP/2 (RFC 8441)."""

    def __init__(self, client: Client, path: str, *more: tuple[str, str]) -> None:
        self.client = client
        head = [*build_head(path, "CONNECT"), *self.HEAD, *more]
        self.stream_id = client.send_head(head, is_last=False)
        client.flush()
        super().__init__(client.answers[self.stream_id], client.receive)

    def send(self, event: WebSocketEvent) -> None:
        self.client.connection.send_data(self.stream_id, self.messages.send(event))
        self.client.flush()


def build_head(path: str, method: str = "GET") -> list[tuple[str, str]]:
    return [
        (":method", method),
        (":scheme", "https"),
        (":authority", "localhost"),
        (":path", path),
    ]


@asynccontextmanager
async def connect(port: int, context: ssl.SSLContext) -> AsyncIterator[Client]:
    """Open a connection, and abort it at the end, whatever was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    client = Client(reader, writer)
    client.connection.initiate_connection()
    client.flush()
    try:
        yield client
    finally:
        writer.transport.abort()
