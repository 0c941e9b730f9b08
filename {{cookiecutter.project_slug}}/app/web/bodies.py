"""How large a request's body may be: 1 MiB, or what its route states."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

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
    """

    def __init__(self, expected_content_length: int | None, max_content_length: int | None) -> None:
        super().__init__(expected_content_length, None)
        self.expected = expected_content_length or 0
        self.received = 0
        self.limit: int | None = None

    def append(self, data: bytes) -> None:
        self.received += len(data)
        super().append(data)
        self.refuse_excess()

    async def __anext__(self) -> bytes:
        try:
            return await super().__anext__()
        except StopAsyncIteration:
            # Quart does not look again whether the body was refused while it waited.
            if self._must_raise:
                raise self._must_raise from None
            raise

    def set_limit(self, limit: int) -> None:
        self.limit = limit
        self.refuse_excess()

    def refuse_excess(self) -> None:
        """Answer a reader of the body with 413 if it is too large, and keep none of it."""
        if self.limit is not None and max(self.expected, self.received) > self.limit:
            self._must_raise = RequestEntityTooLarge()
            self.clear()
            self.set_complete()


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
