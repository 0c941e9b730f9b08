"""A connection with many requests at the same time, as HTTP/2 and HTTP/3 have it.

Each request is a stream: hypercorn's, which calls the app. Where hypercorn's own connections wait
for an app that takes nothing, or end by a request that they cannot read, all their streams do.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy
from functools import partial
from typing import Any

from hypercorn.config import Config
from hypercorn.protocol.events import (
    Body,
    Data,
    EndBody,
    EndData,
    InformationalResponse,
    Request,
    Response,
    StreamClosed,
)
from hypercorn.protocol.events import Event as StreamEvent
from hypercorn.protocol.http_stream import ASGIHTTPState, HTTPStream
from hypercorn.protocol.ws_stream import WSStream
from hypercorn.typing import (
    AppWrapper,
    ASGIReceiveCallable,
    ASGIReceiveEvent,
    ASGISendCallable,
    ConnectionState,
    Scope,
    TaskGroup,
    WorkerContext,
)
from hypercorn.utils import filter_pseudo_headers

from app.server import connections

Headers = Sequence[tuple[bytes, bytes]]
# These are about a connection in HTTP/1.1, and not allowed in later versions.
OF_CONNECTION = {b"connection", b"keep-alive", b"transfer-encoding", b"upgrade"}
# Then the client is told to open another connection, as after as many requests in HTTP/1.1.
MAX_REQUESTS = 1000


class Streams(ABC):
    """The requests of a connection, by their numbers. A subclass speaks one version of HTTP."""

    version: str
    context: WorkerContext
    task_group: TaskGroup
    state: ConnectionState
    client: tuple[str, int] | None
    server: tuple[str, int] | None

    def __init__(self, app: AppWrapper, config: Config, *others: Any) -> None:
        self.context, self.task_group, self.state, self.client, self.server = others
        self.app = app
        self.config = copy(config)
        # No limit: how much a client may send at a time is what bounds it.
        self.config.max_app_queue_size = 0
        self.requests = 0
        self.streams: dict[int, HTTPStream | WSStream] = {}
        self._inboxes: dict[int, asyncio.Queue[StreamEvent]] = {}

    @abstractmethod
    async def send_head(self, stream_id: int, headers: Headers) -> None: ...

    @abstractmethod
    async def send_body(self, stream_id: int, data: bytes, *, is_last: bool) -> None:
        """Send as fast as the client reads."""

    @abstractmethod
    async def reset_stream(self, stream_id: int, *, is_complete: bool) -> None:
        """Stop what the client still sends. Without the whole response, say that it is broken."""

    @abstractmethod
    async def become_idle(self) -> None:
        """Begin to wait for the next request."""

    @abstractmethod
    def acknowledge(self, stream_id: int, size: int) -> None:
        """Let the client send as much as the app has taken, with what is sent next."""

    @abstractmethod
    async def flush(self) -> None: ...

    def begin_stream(self, stream_id: int, headers: Headers) -> None:
        self.requests += 1
        fields = dict(headers)
        if status := connections.find_fault(fields, headers):
            self.task_group.spawn(self.refuse, stream_id, status)
            return
        method = fields[b":method"].decode().upper()
        stream = (WSStream if method == "CONNECT" else HTTPStream)(
            partial(self.call_app, stream_id),
            *(self.config, self.context, self.task_group, True, self.client, self.server),
            self.send_event,
            stream_id,
        )
        request = Request(
            stream_id=stream_id,
            headers=filter_pseudo_headers(list(headers)),
            http_version=self.version,
            method=method,
            raw_path=fields[b":path"],
            state=self.state,
        )
        self.streams[stream_id] = stream
        self._inboxes[stream_id] = asyncio.Queue()
        self.put(request)
        self.task_group.spawn(self.feed_stream, stream, self._inboxes[stream_id])

    def put(self, event: StreamEvent) -> None:
        if event.stream_id in self._inboxes:
            self._inboxes[event.stream_id].put_nowait(event)
        elif isinstance(event, Body):
            self.acknowledge(event.stream_id, len(event.data))

    async def feed_stream(
        self, stream: HTTPStream | WSStream, inbox: asyncio.Queue[StreamEvent]
    ) -> None:
        """Pass on what arrives. It is a task, because a WebSocket answers some messages itself."""
        while not stream.closed:
            event = await inbox.get()
            await stream.handle(event)
            if isinstance(stream, WSStream):
                await self.watch_websocket(stream, event)

    async def watch_websocket(self, stream: WSStream, event: StreamEvent) -> None:
        if isinstance(event, Request):
            # No compression: 64 KiB may unpack to 64 MiB, before their size is looked at.
            stream.handshake.extensions = None
        elif isinstance(event, Body):
            self.acknowledge(event.stream_id, len(event.data))
            await self.flush()
        elif isinstance(event, StreamClosed):
            return
        is_too_large = stream.buffer.length > stream.buffer.max_length
        if is_too_large or isinstance(event, EndBody) or stream.closed:
            stream.closed = False  # A closed stream would not tell the app.
            await self.end_stream(stream.stream_id)
            await stream.handle(StreamClosed(stream.stream_id))

    async def call_app(
        self,
        stream_id: int,
        scope: Scope,
        receive: ASGIReceiveCallable,
        send: ASGISendCallable,
        *others: Any,
    ) -> None:
        async def receive_and_acknowledge() -> ASGIReceiveEvent:
            event = await receive()
            if event["type"] == "http.request" and event["body"]:
                self.acknowledge(stream_id, len(event["body"]))
                await self.flush()
            return event

        await self.app(scope, receive_and_acknowledge, send, *others)

    async def send_event(self, event: StreamEvent) -> None:
        """Send what the app answers. Cut off a client that reads nothing of it for too long."""
        try:
            async with asyncio.timeout(connections.SEND_SECONDS):
                await self._send_event(event)
        except TimeoutError:
            await self.end_stream(event.stream_id, is_cut=True)

    async def _send_event(self, event: StreamEvent) -> None:
        stream_id = event.stream_id
        if isinstance(event, Response | InformationalResponse):
            own = self.config.response_headers(self.version)
            kept = [each for each in event.headers if each[0].lower() not in OF_CONNECTION]
            await self.send_head(stream_id, [(b":status", b"%d" % event.status_code), *kept, *own])
        elif isinstance(event, Body | Data):
            await self.send_body(stream_id, event.data, is_last=False)
        elif isinstance(event, EndBody | EndData):
            if isinstance(self.streams.get(stream_id), WSStream):
                await self.end_stream(stream_id)
            else:
                await self.send_body(stream_id, b"", is_last=True)
        elif isinstance(event, StreamClosed):
            await self.end_stream(stream_id)

    async def end_stream(self, stream_id: int, *, is_cut: bool = False) -> None:
        """Forget a stream, and tell the app and the client so."""
        stream = self.streams.pop(stream_id, None)
        if stream is None:
            return
        self._inboxes.pop(stream_id).put_nowait(StreamClosed(stream_id))
        if isinstance(stream, WSStream) and not is_cut:
            await self.send_body(stream_id, b"", is_last=True)
        else:
            await self.reset_stream(
                stream_id, is_complete=not is_cut and stream.state == ASGIHTTPState.CLOSED
            )
        if not self.streams:
            await self.become_idle()

    async def refuse(self, stream_id: int, status: int) -> None:
        headers = [(b"content-length", b"0")]
        await self.send_event(Response(stream_id, headers=headers, status_code=status))
        await self.send_event(EndBody(stream_id))
        await self.reset_stream(stream_id, is_complete=True)
