"""How many todos a person has of each kind, for the filters of a list."""

from typing import Any

from msgspec import Struct

from app.db import Connection

# To count more would take longer with each todo.
MOST = 999
QUERY = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM todos
         WHERE user_id = :user_id AND complete = FALSE LIMIT :most) AS counted) AS open,
       (SELECT count(*) FROM (SELECT 1 FROM todos
         WHERE user_id = :user_id AND complete = TRUE LIMIT :most) AS counted) AS done
"""


class TodoCounts(Struct):
    """How many todos are open, and how many are done. From 1000 on, they are not counted."""

    open: int
    done: int


async def count_todos(connection: Connection, user_id: str) -> TodoCounts:
    """Count the todos. One more than `MOST` stands for any larger number."""
    row: Any = await connection.fetch_first(QUERY, {"user_id": user_id, "most": MOST + 1})
    return TodoCounts(row["open"], row["done"])
