"""Live events: what happens is told at once to whoever listens, in this process and in others.

A page listens by server-sent events (`app/streams.py`), or by a WebSocket.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from quart import Quart
from werkzeug.exceptions import TooManyRequests

from app.config import Settings

HEARTBEAT_SECONDS = 15.0
# Of one topic in one process. A browser itself keeps no more than six on HTTP/1.1.
MAX_LISTENERS = 20
# How far a client may lag behind before it is dropped; it opens a new stream then.
QUEUE_SIZE = 100
# Something may have been missed: look at everything again.
MISSED = "missed"
# Nothing happened, but time goes by: look whether to go on.
HEARTBEAT = "heartbeat"

# An event, or nothing at the end.
Queue = asyncio.Queue[str | None]


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    hub = Hub()
    if settings.redis_url:
        from app.live.redis import RedisHub

        hub = RedisHub(settings.redis_url)
    app.extensions["LIVE"] = hub
    running: list[asyncio.Task[None]] = []

    @app.before_serving
    async def start() -> None:
        running.append(asyncio.create_task(hub.relay()))
        running.append(asyncio.create_task(hub.keep_beating()))
        running.append(asyncio.create_task(hub.end_after(app.extensions["DRAINING"])))

    @app.after_serving
    async def stop() -> None:
        pending = set(running)
        while pending:
            # More than once: on Python 3.11 redis-py loses it while it connects.
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=0.1)
        await hub.close()


class Hub:
    """Passes events on to the listeners of this process; `RedisHub` to those of others too."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Queue]] = defaultdict(set)
        self._has_ended = False

    async def publish(self, topic: str, event: str) -> None:
        self.deliver(topic, event)

    def require_room(self, topic: str) -> None:
        """Raises `TooManyRequests` where the topic has too many listeners."""
        if len(self._listeners.get(topic, ())) >= MAX_LISTENERS:
            raise TooManyRequests("Too many pages are open. Close some.")

    @contextmanager
    def listen(self, topic: str) -> Iterator[Queue]:
        queue: Queue = asyncio.Queue(QUEUE_SIZE)
        if self._has_ended:
            queue.put_nowait(None)
        self._listeners[topic].add(queue)
        try:
            yield queue
        finally:
            self._forget(topic, queue)

    def deliver(self, topic: str, event: str | None) -> None:
        for queue in self._listeners.get(topic, set()).copy():
            if queue.full():
                self._drop(topic, queue)
            else:
                queue.put_nowait(event)

    def deliver_to_all(self, event: str | None) -> None:
        for topic in list(self._listeners):
            self.deliver(topic, event)

    def _drop(self, topic: str, queue: Queue) -> None:
        """End a stream whose client does not read."""
        self._forget(topic, queue)
        queue.get_nowait()
        queue.put_nowait(None)

    def _forget(self, topic: str, queue: Queue) -> None:
        """It may have been dropped before."""
        self._listeners[topic].discard(queue)
        if not self._listeners[topic]:
            del self._listeners[topic]

    async def relay(self) -> None:
        """Hear what other processes publish, for as long as this one serves."""

    async def keep_beating(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            self.beat()

    def beat(self) -> None:
        self.deliver_to_all(HEARTBEAT)

    async def end_after(self, draining: asyncio.Event) -> None:
        """End every stream as soon as the server begins to stop, which it would hold up."""
        await draining.wait()
        self._has_ended = True
        self.deliver_to_all(None)

    async def close(self) -> None:
        """Let go of what leads to other processes."""
