"""A stream that ends when the server is told to stop."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

from quart import Response, current_app
from stopping import stop_while_open


async def show_seconds() -> Response:
    draining = current_app.extensions["DRAINING"]

    async def count_seconds() -> AsyncIterator[str]:
        second = 0
        while not draining.is_set():
            yield f"data: {second}\n\n"
            second += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await draining.wait()

    response = Response(count_seconds(), content_type="text/event-stream")
    response.timeout = None  # otherwise Quart ends it after a minute
    return response


async def main() -> None:
    rest, seconds = await stop_while_open(show_seconds)
    print(f"The server stopped after {seconds:.0f} s.")
    # The last chunk of a response is empty. Without it, the client knows that something is missing.
    if not rest.endswith(b"0\r\n\r\n"):
        sys.exit("Lost: the end of the stream. It was cut off in the middle.")


asyncio.run(main())
