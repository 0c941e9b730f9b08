"""The queue of one listener."""

import asyncio


class Queue:
    """The events that a listener has still to get, and None at the end.

    An `asyncio.Queue` takes 3 kB while it is empty, for each open page. This one has one reader.
    """

    __slots__ = ("_events", "_maxsize", "_waiter")

    def __init__(self, maxsize: int) -> None:
        self._events: list[str | None] = []
        self._maxsize = maxsize
        self._waiter: asyncio.Future[None] | None = None

    async def get(self) -> str | None:
        """Return the next event, and wait for it if there is none."""
        while not self._events:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._events.pop(0)

    def put(self, event: str | None) -> None:
        self._events.append(event)
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def end(self) -> None:
        """Put None, in place of an event if the queue is full."""
        if self.is_full():
            self._events.pop(0)
        self.put(None)

    def is_full(self) -> bool:
        return len(self._events) >= self._maxsize

    def is_empty(self) -> bool:
        return not self._events
