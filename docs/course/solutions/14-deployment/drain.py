"""Exercise 3: a server that lets requests finish, but not forever."""

import asyncio


async def finish(requests: set[asyncio.Task[None]], grace: float) -> int:
    """Let open requests finish for this time, then end the rest. Return how many were cut off."""
    if not requests:
        return 0
    _, late = await asyncio.wait(requests, timeout=grace)
    for request in late:
        request.cancel()
    # Until each has ended, it may still be using the database.
    await asyncio.gather(*late, return_exceptions=True)
    return len(late)
