"""HTTP/3: the requests of a connection of QUIC, which `quic.py` accepts."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

import pylsqpack
from aioquic.buffer import encode_uint_var
from aioquic.h3.connection import (
    ErrorCode,
    FrameType,
    H3Connection,
    ProtocolError,
    Setting,
    encode_frame,
)
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.connection import QuicConnection
from aioquic.quic.events import QuicEvent, StopSendingReceived, StreamDataReceived, StreamReset
from hypercorn.protocol.events import Body, EndBody

from app.server import connections
from app.server.streams import MAX_REQUESTS, Headers, Streams

# How much of an answer may wait until the client has it.
MAX_UNREAD = 256 * 1024


class H3(H3Connection):
    """aioquic's parser, without the table in which a byte stands for a header of 4,000."""

    def __init__(self, quic: QuicConnection) -> None:
        super().__init__(quic)
        self._decoder = pylsqpack.Decoder(0, 0)

    def _get_local_settings(self) -> dict[int, int]:
        return {
            Setting.QPACK_MAX_TABLE_CAPACITY: 0,
            Setting.QPACK_BLOCKED_STREAMS: 0,
            Setting.MAX_FIELD_SECTION_SIZE: connections.MAX_HEAD,
            Setting.ENABLE_CONNECT_PROTOCOL: 1,  # for WebSockets
        }


class Http3(Streams):
    version = "3"

    def __init__(self, quic: QuicConnection, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.quic = quic
        self.connection = H3(quic)
        self.is_leaving = False
        self._next_stream = 0
        self._has_come = asyncio.Event()
        self._must_send = asyncio.Event()

    async def flush(self) -> None:
        self._must_send.set()

    async def wait_for_data(self) -> None:
        """Wait until there is something to send."""
        await self._must_send.wait()
        self._must_send.clear()

    def note_arrival(self) -> None:
        """Look whether the client has read more, which no event tells."""
        self._has_come.set()

    def handle_event(self, event: QuicEvent) -> None:
        if isinstance(event, StreamReset | StopSendingReceived):
            self.cut_stream(event.stream_id)
        for received in self.connection.handle_event(event):
            if isinstance(received, HeadersReceived):
                self.take_headers(received.stream_id, received.headers)
            elif isinstance(received, DataReceived):
                self.put(Body(received.stream_id, received.data))
            if isinstance(received, HeadersReceived | DataReceived) and received.stream_ended:
                self.put(EndBody(received.stream_id))
        if isinstance(event, StreamDataReceived):
            # Headers and unknown parts are kept until they are whole. Nothing else limits them.
            stream = self.connection._stream.get(event.stream_id)
            if stream is not None and len(stream.buffer) > connections.MAX_HEAD:
                self.quic.close(ErrorCode.H3_EXCESSIVE_LOAD)

    def take_headers(self, stream_id: int, headers: Headers) -> None:
        if stream_id < self._next_stream:
            return  # They follow the body.
        if not self.is_leaving:
            self._next_stream = stream_id + 4
            self.begin_stream(stream_id, headers)
            if self.requests >= MAX_REQUESTS:
                self.leave()
            return
        # The client knows, and sends it again on another connection.
        self.requests += 1
        self.quic.reset_stream(stream_id, ErrorCode.H3_REQUEST_REJECTED)
        self.stop_reading(stream_id, ErrorCode.H3_REQUEST_REJECTED)
        if self.requests > MAX_REQUESTS * 2:
            self.quic.close(ErrorCode.H3_EXCESSIVE_LOAD)

    def leave(self) -> None:
        """Answer what was asked, and have the client open another connection for more."""
        if self.is_leaving:
            return
        self.is_leaving = True
        frame = encode_frame(FrameType.GOAWAY, encode_uint_var(self._next_stream))
        control = self.connection._local_control_stream_id
        if control is not None:
            self.quic.send_stream_data(control, frame)
        if not self.streams:
            self.quic.close(ErrorCode.H3_NO_ERROR)
        self._must_send.set()

    def cut_stream(self, stream_id: int) -> None:
        """End a stream whose client has left."""
        self.task_group.spawn(partial(self.end_stream, is_cut=True), stream_id)

    def cut_all_streams(self) -> None:
        self.note_arrival()
        for stream_id in list(self.streams):
            self.cut_stream(stream_id)

    async def send_head(self, stream_id: int, headers: Headers) -> None:
        with suppress(ProtocolError, RuntimeError):  # The client has left.
            self.connection.send_headers(stream_id, list(headers))
            await self.flush()

    async def send_body(self, stream_id: int, data: bytes, *, is_last: bool) -> None:
        with suppress(ProtocolError, RuntimeError):
            self.connection.send_data(stream_id, data, is_last)
            await self.flush()
            while self.count_unread(stream_id) > (0 if is_last else MAX_UNREAD):
                self._has_come.clear()
                await self._has_come.wait()

    def count_unread(self, stream_id: int) -> int:
        stream = self.quic._streams.get(stream_id)
        return len(stream.sender._buffer) if stream and stream_id in self.streams else 0

    async def reset_stream(self, stream_id: int, *, is_complete: bool) -> None:
        if is_complete:
            self.stop_reading(stream_id, ErrorCode.H3_NO_ERROR)
        else:
            self.quic.reset_stream(stream_id, ErrorCode.H3_INTERNAL_ERROR)
            self.stop_reading(stream_id, ErrorCode.H3_INTERNAL_ERROR)
        await self.flush()

    def stop_reading(self, stream_id: int, code: int) -> None:
        stream = self.quic._streams.get(stream_id)
        if stream is not None and not stream.receiver.is_finished:
            self.quic.stop_stream(stream_id, code)

    async def become_idle(self) -> None:
        if self.is_leaving:
            self.quic.close(ErrorCode.H3_NO_ERROR)
            await self.flush()

    def acknowledge(self, stream_id: int, size: int) -> None:
        """Do nothing: aioquic lets the client send more by itself, and Quart bounds a body."""
