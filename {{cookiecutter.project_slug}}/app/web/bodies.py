"""How large a request's body may be: 1 MiB, or what its route states."""

import asyncio
from collections.abc import Callable, Generator
from io import BytesIO
from typing import Any, Self, TypeVar

from quart import Quart, current_app, request
from quart.formparser import FormDataParser
from quart.wrappers.request import Body
from werkzeug.exceptions import RequestEntityTooLarge

MB = 1024 * 1024
BODY_LIMIT = "body_limit"

View = TypeVar("View", bound=Callable[..., Any])


def body_limit(size: int) -> Callable[[View], View]:
    """Let a route take bodies of up to `size` bytes: `@body_limit(5 * MB)`."""

    def mark(view: View) -> View:
        setattr(view, BODY_LIMIT, size)
        return view

    return mark


class LimitedBody(Body):
    """A body with the limit of its route, which is found a moment after the first bytes may come.

    Quart's own limit is the same for every route, and does not count what a form has read already.
    Every method of Quart's class is here, since the next Quart writes them in another way.
    """

    def __init__(self, expected_content_length: int | None, max_content_length: int | None) -> None:
        self.expected = expected_content_length or 0
        self.received = 0
        self.limit: int | None = None
        self.data = bytearray()
        self.is_complete = False
        self.has_news = asyncio.Event()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        while not self.data and not self.is_complete:
            await self.wait_for_news()
        self.refuse_excess()
        if not self.data:
            raise StopAsyncIteration
        data = bytes(self.data)
        self.data.clear()
        return data

    def __await__(self) -> Generator[Any, None, bytes]:
        return self.read().__await__()

    async def read(self) -> bytes:
        while not self.is_complete:
            await self.wait_for_news()
        self.refuse_excess()
        return bytes(self.data)

    async def wait_for_news(self) -> None:
        self.refuse_excess()
        self.has_news.clear()
        await self.has_news.wait()

    def append(self, data: bytes) -> None:
        self.received += len(data)
        self.data += data
        self.drop_excess()
        self.has_news.set()

    # The name of `append` in Quart 0.23.
    async def put(self, data: bytes) -> None:
        self.append(data)

    def set_complete(self) -> None:
        self.is_complete = True
        self.has_news.set()

    def set_result(self, data: bytes) -> None:
        self.append(data)
        self.set_complete()

    def clear(self) -> None:
        self.data.clear()

    # Quart 0.23 says so when the client is gone, and ends the request by itself.
    def disconnect(self) -> None:
        self.set_complete()

    def set_limit(self, limit: int) -> None:
        self.limit = limit
        self.drop_excess()

    def is_too_large(self) -> bool:
        return self.limit is not None and max(self.expected, self.received) > self.limit

    def drop_excess(self) -> None:
        """Keep nothing of a body that is refused."""
        if self.is_too_large():
            self.data.clear()

    def refuse_excess(self) -> None:
        """Answer the reader of a body that is too large with 413, also while it still comes."""
        if self.is_too_large():
            raise RequestEntityTooLarge


class MemoryFormParser(FormDataParser):
    """Keeps the files of a form in memory, up to the limit of its route.

    Quart writes them to disk, for which every other request waits, and may leave them open.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, stream_factory=lambda *_: BytesIO())


def init_app(app: Quart) -> None:
    app.before_request(limit_body)


async def limit_body() -> None:
    limit = current_app.config["MAX_CONTENT_LENGTH"]
    if request.endpoint:
        limit = getattr(current_app.view_functions[request.endpoint], BODY_LIMIT, limit)
    # For Quart, which limits the memory of a form by it.
    request.max_content_length = limit
    request.body.set_limit(limit)  # type: ignore[attr-defined]  # see JsonRequest
