"""The store of the project, with a clock that is set by hand."""

import asyncio
from unittest.mock import patch

from app.web import limits

MINUTE = 60_000_000  # in microseconds, as the store counts
# Two requests a minute: each one uses half of it.
RULE = ("ann", MINUTE, MINUTE // 2)


async def main() -> None:
    store = limits.MemoryStore()
    for seconds in (0, 1, 2, 29, 30, 31, 60):
        with patch.object(limits, "monotonic_ns", return_value=seconds * 1_000_000_000):
            (wait,) = await store.count_request([RULE])
        answer = "passes" if wait <= MINUTE else "refused"
        print(f"After {seconds} s: {answer}, with {wait // 1_000_000} of 60 s")


asyncio.run(main())
