"""Exercise 3: a stream of seconds that ends at zero, or when the server stops."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from app.web.security import public
from quart import Quart, Response, current_app

SECOND = 1.0


def init_app(app: Quart) -> None:
    app.get("/countdown/<int:seconds>")(show_countdown)


@public
async def show_countdown(seconds: int) -> Response:
    """Send each number down to zero, one a second, and end then or when the server stops."""
    draining = current_app.extensions["DRAINING"]

    async def count_down() -> AsyncIterator[str]:
        for number in range(seconds, -1, -1):
            yield f"data: {number}\n\n"
            with suppress(TimeoutError):
                async with asyncio.timeout(SECOND):
                    await draining.wait()
            if draining.is_set():
                return

    response = Response(count_down(), content_type="text/event-stream")
    response.timeout = None
    return response
