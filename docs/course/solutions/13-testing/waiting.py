"""Exercise 2: a function that waits for what it needs, and not for a time."""

import asyncio
from collections.abc import Callable


async def wait_until(condition: Callable[[], bool], patience: float = 30.0) -> None:
    """Return as soon as the condition is true. Raise `TimeoutError` if it takes too long."""
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(0.01)
