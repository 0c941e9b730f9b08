"""How the database would run the queries of a function, which needs no rows and no clock."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from app.db import Connection, transaction


class ExplainingConnection:
    """A connection that answers each query with no rows, and keeps its plan."""

    def __init__(self, connection: Connection, explain: str) -> None:
        self._connection, self._explain = connection, explain
        self.plan = ""

    async def fetch_all(self, query: str, values: dict[str, Any]) -> list[Any]:
        rows = await self._connection.fetch_all(f"{self._explain} {query}", values)
        self.plan = "\n".join(str(list(dict(row).values())[-1]) for row in rows)
        return []


async def explain_query(url: str, action: Callable[[Connection], Awaitable[Any]]) -> str:
    """Return the plan of the query that `action` makes. Call it in the context of the app."""
    async with transaction() as connection:
        if url.startswith("sqlite"):
            explaining = ExplainingConnection(connection, "EXPLAIN QUERY PLAN")
        else:
            # Otherwise it reads and sorts the whole table, because a test has few rows.
            await connection.execute("SET LOCAL enable_seqscan = off")
            await connection.execute("SET LOCAL enable_sort = off")
            explaining = ExplainingConnection(connection, "EXPLAIN")
        await action(cast("Connection", explaining))
    return explaining.plan


def has_sort(plan: str) -> bool:
    return "TEMP B-TREE" in plan or "Sort" in plan
