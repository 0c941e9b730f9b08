"""Three processes with a store each, which is what happens without Redis."""

import asyncio
from itertools import cycle

from app.web.limits import MemoryStore

MINUTE = 60_000_000
RULE = ("ann", MINUTE, MINUTE // 10)


async def main() -> None:
    for count in (1, 3):
        # The system gives each request to one of the processes.
        stores = cycle([MemoryStore() for _ in range(count)])
        waits = [await next(stores).count_request([RULE]) for _ in range(99)]
        passed = sum(wait <= MINUTE for (wait,) in waits)
        print(f"Processes: {count}. Requests that passed a limit of 10: {passed}.")


asyncio.run(main())
