"""Live events: published by one request, and delivered immediately to all who listen.

A page listens with server-sent events (`app/live/streams.py`) or with a WebSocket. With Redis,
events reach the listeners of all processes.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from quart import Quart
from werkzeug.exceptions import TooManyRequests

from app.config import Settings
from app.live.queues import Queue

HEARTBEAT_SECONDS = 15.0
# Not all topics get it at the same time, because all their streams then ask about their sessions.
HEARTBEAT_PARTS = 60
# For one topic in one process. A browser opens at most six streams over HTTP/1.1.
MAX_LISTENERS = 20
# How many events a client may lag behind before its stream is ended. It opens a new one then.
QUEUE_SIZE = 100
# An event may have been missed: load everything again.
MISSED = "missed"
# Sent regularly: check whether the client is still allowed to listen.
HEARTBEAT = "heartbeat"


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    hub = Hub()
    if settings.redis_url:
        from app.live.redis import RedisHub

        hub = RedisHub(settings.redis_url)
    app.extensions["LIVE"] = hub

    from app.live.streams import StreamingConnection

    app.asgi_http_class = StreamingConnection
    running: list[asyncio.Task[None]] = []

    @app.before_serving
    async def start_hub() -> None:
        running.append(asyncio.create_task(hub.relay_events()))
        running.append(asyncio.create_task(hub.send_heartbeats()))
        running.append(asyncio.create_task(hub.end_streams_after(app.extensions["DRAINING"])))

    @app.after_serving
    async def stop_hub() -> None:
        pending = set(running)
        while pending:
            # On Python 3.11, redis-py loses a cancellation while it connects, so try again.
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=0.1)
        await hub.close()


class Hub:
    """The listeners of this process. `RedisHub` reaches those of other processes too."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Queue]] = defaultdict(set)
        self._has_ended = False

    async def publish_event(self, topic: str, event: str) -> None:
        """Deliver an event to every listener of a topic. Never raise an error."""
        self.deliver_event(topic, event)

    def count_listeners(self) -> int:
        return sum(map(len, self._listeners.values()))

    def check_room(self, topic: str) -> None:
        """Raise `TooManyRequests` if the topic has too many listeners."""
        if len(self._listeners.get(topic, ())) >= MAX_LISTENERS:
            raise TooManyRequests("Too many pages are open. Close some of them.")

    @contextmanager
    def open_queue(self, topic: str) -> Iterator[Queue]:
        """Give the block a queue of the events of a topic. `None` means that the stream ends."""
        queue = Queue(QUEUE_SIZE)
        if self._has_ended:
            queue.end()
        self._listeners[topic].add(queue)
        try:
            yield queue
        finally:
            self._listeners[topic].discard(queue)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def deliver_event(self, topic: str, event: str | None) -> None:
        for queue in self._listeners.get(topic, set()).copy():
            if queue.is_full():
                # Its client does not read. It counts until its stream has really ended.
                queue.end()
            else:
                queue.put(event)

    def deliver_to_all(self, event: str | None) -> None:
        for topic in list(self._listeners):
            self.deliver_event(topic, event)

    async def relay_events(self) -> None:
        """Deliver the events of other processes, until this process stops."""

    async def send_heartbeats(self) -> None:
        while True:
            for part in range(HEARTBEAT_PARTS):
                await asyncio.sleep(HEARTBEAT_SECONDS / HEARTBEAT_PARTS)
                self.send_heartbeat(part, HEARTBEAT_PARTS)

    def send_heartbeat(self, part: int = 0, parts: int = 1) -> None:
        """Send a heartbeat to one part of the topics, always to all listeners of a topic."""
        for topic in list(self._listeners):
            if hash(topic) % parts == part:
                self.deliver_event(topic, HEARTBEAT)

    async def end_streams_after(self, draining: asyncio.Event) -> None:
        """End every stream when the server begins to stop, so that none delays it."""
        await draining.wait()
        self._has_ended = True
        self.deliver_to_all(None)

    async def close(self) -> None:
        """Close the connections to other processes."""
