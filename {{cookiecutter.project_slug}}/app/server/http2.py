"""HTTP/2, which a client chooses while TLS begins. Without TLS, nothing leads here."""

import asyncio
from contextlib import suppress
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    RemoteSettingsChanged,
    RequestReceived,
    StreamEnded,
    StreamReset,
    WindowUpdated,
)
from h2.events import Event as H2Event
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings
from hypercorn.events import Closed, Event, RawData, Updated
from hypercorn.protocol.events import Body, EndBody
from hyperframe.frame import GoAwayFrame

from app.server.streams import MAX_REQUESTS, Headers, Streams

# Browsers open fewer at the same time, even with many tabs.
MAX_STREAMS = 100


class Http2(Streams):
    version = "2"

    def __init__(self, *arguments: Any) -> None:
        app, config, context, task_group, state, _, client, server, self.send = arguments
        super().__init__(app, config, context, task_group, state, client, server)
        self.connection = H2Connection(H2Configuration(client_side=False, header_encoding=None))
        self.connection.local_settings = Settings(
            client=False,
            initial_values={
                SettingCodes.MAX_CONCURRENT_STREAMS: MAX_STREAMS,
                SettingCodes.MAX_HEADER_LIST_SIZE: H2Connection.DEFAULT_MAX_HEADER_LIST_SIZE,
                SettingCodes.ENABLE_CONNECT_PROTOCOL: 1,  # for WebSockets
            },
        )
        self.is_closed = self.is_leaving = False
        self._last_stream = 0
        self._window_changed = asyncio.Event()

    async def initiate(self) -> None:
        open_connections.add(self)
        self.connection.initiate_connection()
        await self.flush()

    async def flush(self) -> None:
        if data := self.connection.data_to_send():
            await self.send(RawData(data=data))

    async def handle(self, event: Event) -> None:
        if isinstance(event, Closed):
            open_connections.discard(self)
            if not self.is_leaving:
                await self.leave()
            self.is_closed = True
            for stream_id in list(self.streams):
                await self.end_stream(stream_id, is_cut=True)
            self._window_changed.set()
        elif isinstance(event, RawData):
            try:
                for received in self.connection.receive_data(event.data):
                    await self.handle_event(received)
            except ProtocolError:
                await self.flush()
                await self.send(Closed())
            await self.flush()

    async def handle_event(self, event: H2Event) -> None:
        if isinstance(event, RequestReceived) and event.stream_id is not None:
            await self.take_request(event.stream_id, event.headers or [])
        elif isinstance(event, DataReceived):
            data = event.data or b""
            # The padding.
            self.acknowledge(event.stream_id, event.flow_controlled_length - len(data))
            self.put(Body(event.stream_id, data))
        elif isinstance(event, StreamEnded):
            self.put(EndBody(event.stream_id))
        elif isinstance(event, StreamReset):
            await self.end_stream(event.stream_id, is_cut=True)
            self._window_changed.set()
        elif isinstance(event, WindowUpdated | RemoteSettingsChanged):
            self._window_changed.set()
        elif isinstance(event, ConnectionTerminated):
            await self.send(Closed())

    async def take_request(self, stream_id: int, headers: Headers) -> None:
        if self.is_leaving:
            # The client knows, and sends it again on another connection.
            self.connection.reset_stream(stream_id, ErrorCodes.REFUSED_STREAM)
            self.requests += 1
            if self.requests > MAX_REQUESTS * 2:
                await self.send(Closed())
            return
        self._last_stream = stream_id
        await self.send(Updated(idle=False))
        self.begin_stream(stream_id, headers)
        if self.requests >= MAX_REQUESTS:
            await self.leave()

    async def leave(self) -> None:
        """Answer what was asked, and have the client open another connection for more."""
        self.is_leaving = True
        # Sent by the library, it would end what is open.
        await self.send(RawData(GoAwayFrame(0, self._last_stream).serialize()))

    async def send_head(self, stream_id: int, headers: Headers) -> None:
        with suppress(ProtocolError):
            self.connection.send_headers(stream_id, headers)
            await self.flush()

    async def send_body(self, stream_id: int, data: bytes, *, is_last: bool) -> None:
        """Send parts as large as the client takes, unless it has cancelled the request."""
        with suppress(ProtocolError):
            while data and stream_id in self.streams:
                window = self.connection.local_flow_control_window(stream_id)
                size = min(len(data), window, self.connection.max_outbound_frame_size)
                if size > 0:
                    self.connection.send_data(stream_id, data[:size])
                    data = data[size:]
                    await self.flush()
                else:
                    self._window_changed.clear()
                    await self._window_changed.wait()
            if is_last:
                self.connection.end_stream(stream_id)
                await self.flush()

    async def reset_stream(self, stream_id: int, *, is_complete: bool) -> None:
        stream = self.connection.streams.get(stream_id)
        if stream is not None and not stream.closed:
            code = ErrorCodes.NO_ERROR if is_complete else ErrorCodes.INTERNAL_ERROR
            with suppress(ProtocolError):
                self.connection.reset_stream(stream_id, code)
        await self.flush()

    async def become_idle(self) -> None:
        if self.is_leaving and not self.is_closed:
            await self.send(Closed())
        elif not self.is_leaving:
            await self.send(Updated(idle=True))

    def acknowledge(self, stream_id: int, size: int) -> None:
        with suppress(ProtocolError):
            self.connection.acknowledge_received_data(size, stream_id)


# All that are open in this process.
open_connections: set[Http2] = set()
