"""Delete many rows in batches, so that nobody waits until all of them are gone.

SQLite lets one connection write at a time, and the others give up after 15 seconds. On PostgreSQL
a single query has 10 seconds.
"""

import asyncio
from time import perf_counter
from typing import Any

from quart import current_app

from app.db import connect

BATCH_SIZE = 1000


async def delete_in_batches(query: str, values: dict[str, Any]) -> None:
    """Run a query that deletes up to `:batch` rows and returns them, until none is left.

    Let an index find the rows, in its order. Otherwise each batch reads the rows that stay.
    A batch stays deleted if the next one fails. If the process shuts down, stop early.
    """
    while not current_app.shutdown_event.is_set():
        clock = perf_counter()
        async with connect() as connection:
            if not await connection.fetch_all(query, {**values, "batch": BATCH_SIZE}):
                return
        # As long as the batch took, so that others have half of the time to write.
        await asyncio.sleep(perf_counter() - clock)
