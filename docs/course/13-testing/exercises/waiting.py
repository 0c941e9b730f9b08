"""Exercise 2: a function that hopes that a fifth of a second is enough."""

import asyncio
from collections.abc import Callable


async def wait_until(condition: Callable[[], bool], patience: float = 30.0) -> None:
    """Return as soon as the condition is true. Raise `TimeoutError` if it takes too long."""
    await asyncio.sleep(0.2)
