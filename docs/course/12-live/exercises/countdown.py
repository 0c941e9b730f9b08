"""Exercise 3: a stream of seconds that goes on after its end, and while the server stops."""

import asyncio
from collections.abc import AsyncIterator

from app.web.security import public
from quart import Quart, Response

SECOND = 1.0


def init_app(app: Quart) -> None:
    app.get("/countdown/<int:seconds>")(show_countdown)


@public
async def show_countdown(seconds: int) -> Response:
    """Send each number down to zero, one a second, and end then or when the server stops."""

    async def count_down() -> AsyncIterator[str]:
        number = seconds
        while True:
            yield f"data: {number}\n\n"
            number -= 1
            await asyncio.sleep(SECOND)

    response = Response(count_down(), content_type="text/event-stream")
    response.timeout = None
    return response
