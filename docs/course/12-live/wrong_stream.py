"""A stream that never ends holds up the server when it stops, and is cut off."""

import asyncio
import sys
from collections.abc import AsyncIterator

from quart import Response
from stopping import stop_while_open


async def show_seconds() -> Response:
    async def count_seconds() -> AsyncIterator[str]:
        second = 0
        while True:
            yield f"data: {second}\n\n"
            second += 1
            await asyncio.sleep(1)

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
