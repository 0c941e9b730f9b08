"""The counts beside the filters: how many todos a person has of each kind."""

from typing import Any

from app.db import Connection

# To count more would take longer with each todo.
MOST = 999
QUERY = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM todos
         WHERE user_id = :user_id AND complete = FALSE LIMIT :most) AS counted) AS open,
       (SELECT count(*) FROM (SELECT 1 FROM todos
         WHERE user_id = :user_id AND complete = TRUE LIMIT :most) AS counted) AS done
"""


async def count_todos(connection: Connection, user_id: str) -> dict[str, str]:
    """Return what to show beside "All", "Open" and "Done", such as "12" or "999+"."""
    row: Any = await connection.fetch_first(QUERY, {"user_id": user_id, "most": MOST + 1})
    counts = {"All": row["open"] + row["done"], "Open": row["open"], "Done": row["done"]}
    return {name: f"{MOST}+" if count > MOST else str(count) for name, count in counts.items()}
