"""How the database would run the queries of a function, which needs no rows and no clock."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from app.db import Connection, batches, transaction


class ExplainingConnection:
    """A connection that answers each query with no rows, and keeps its plan."""

    def __init__(self, connection: Connection, explain: str) -> None:
        self._connection, self._explain = connection, explain
        self.plan = ""

    async def fetch_all(self, query: str, values: dict[str, Any] | None = None) -> list[Any]:
        rows = await self._connection.fetch_all(f"{self._explain} {query}", values)
        self.plan = "\n".join(str(list(dict(row).values())[-1]) for row in rows)
        return []


async def explain_query(url: str, action: Callable[[Connection], Awaitable[Any]]) -> str:
    """Return the plan of the query that `action` makes. Call it in the context of the app."""
    async with open_explaining(url) as explaining:
        await action(cast("Connection", explaining))
    return explaining.plan


async def explain_batches(url: str, action: Callable[[], Awaitable[Any]]) -> list[str]:
    """Return the plans of what `action` deletes in batches. It deletes nothing."""
    plans = []

    @asynccontextmanager
    async def connect() -> AsyncIterator[ExplainingConnection]:
        async with open_explaining(url) as explaining:
            yield explaining
        plans.append(explaining.plan)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "connect", connect)
        await action()
    return plans


@asynccontextmanager
async def open_explaining(url: str) -> AsyncIterator[ExplainingConnection]:
    async with transaction() as connection:
        if url.startswith("sqlite"):
            yield ExplainingConnection(connection, "EXPLAIN QUERY PLAN")
        else:
            # Otherwise it reads and sorts the whole table, because a test has few rows.
            await connection.execute("SET LOCAL enable_seqscan = off")
            await connection.execute("SET LOCAL enable_sort = off")
            yield ExplainingConnection(connection, "EXPLAIN")


def has_sort(plan: str) -> bool:
    return "TEMP B-TREE" in plan or "Sort" in plan
