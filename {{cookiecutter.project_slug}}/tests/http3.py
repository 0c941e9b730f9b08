"""A client that speaks HTTP/3."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aioquic.asyncio.client import connect as connect_quic
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated, QuicEvent, StreamReset
from wsproto.events import Event as WebSocketEvent

from tests.certificates import Certificate
from tests.constants import PATIENCE
from tests.http2 import Answer, StreamSocket, build_head


class Client(QuicConnectionProtocol):
    """A connection."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.http = H3Connection(self._quic)
        self.answers: dict[int, Answer] = defaultdict(Answer)
        self.is_closed = False
        self._has_come = asyncio.Event()

    def begin(
        self,
        path: str,
        method: str = "GET",
        *more: tuple[str, str],
        is_last: bool,
        head: list[tuple[str, str]] | None = None,
    ) -> int:
        stream_id = self._quic.get_next_available_stream_id()
        headers = [*(build_head(path, method) if head is None else head), *more]
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self.http.send_headers(stream_id, encoded, is_last)
        self.transmit()
        return stream_id

    async def ask(
        self, path: str, method: str = "GET", *more: tuple[str, str], body: bytes = b""
    ) -> Answer:
        stream_id = self.begin(path, method, *more, is_last=not body)
        if body:
            self.http.send_data(stream_id, body, True)
        return await self.read_answer(stream_id)

    async def read_answer(self, stream_id: int) -> Answer:
        self.transmit()
        answer = self.answers[stream_id]
        async with asyncio.timeout(PATIENCE):
            while not (answer.is_over or self.is_closed):
                await self.wait_for_more()
        return answer

    async def wait_for_more(self) -> None:
        self._has_come.clear()
        await self._has_come.wait()

    async def read_until_closed(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while not self.is_closed:
                await self.wait_for_more()

    def quic_event_received(self, event: QuicEvent) -> None:
        self._has_come.set()
        if isinstance(event, ConnectionTerminated):
            self.is_closed = True
        elif isinstance(event, StreamReset):
            self.answers[event.stream_id].error = event.error_code
            self.answers[event.stream_id].is_over = True
        for received in self.http.handle_event(event):
            if isinstance(received, HeadersReceived):
                answer = self.answers[received.stream_id]
                answer.headers = {
                    name.decode(): value.decode("latin-1") for name, value in received.headers
                }
                answer.status = int(answer.headers[":status"])
                answer.is_over = received.stream_ended
            elif isinstance(received, DataReceived):
                self.answers[received.stream_id].body += received.data
                self.answers[received.stream_id].is_over = received.stream_ended


class WebSocket(StreamSocket):
    """A WebSocket in HTTP/3 (RFC 9220)."""

    def __init__(self, client: Client, path: str) -> None:
        self.client = client
        self.stream_id = client.begin(path, "CONNECT", *self.HEAD, is_last=False)
        super().__init__(client.answers[self.stream_id], client.wait_for_more)

    def send(self, event: WebSocketEvent) -> None:
        self.client.http.send_data(self.stream_id, self.messages.send(event), False)
        self.client.transmit()


@asynccontextmanager
async def connect(port: int, certificate: Certificate, **options: Any) -> AsyncIterator[Client]:
    quic = QuicConfiguration(alpn_protocols=H3_ALPN, server_name="localhost", **options)
    quic.load_verify_locations(certificate.authority)
    async with connect_quic(
        "127.0.0.1", port, configuration=quic, create_protocol=Client, local_port=0
    ) as client:
        assert isinstance(client, Client)
        yield client
