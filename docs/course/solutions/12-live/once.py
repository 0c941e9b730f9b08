"""Exercise 2: a greeting that one server sends, because the database decides which."""

from app.db import Connection


async def claim_day(connection: Connection, task: str, day: str) -> bool:
    """Return whether the task may run on this day: True once for each task and day."""
    claimed = await connection.fetch_val(
        """INSERT INTO days (task, day) VALUES (:task, :day)
           ON CONFLICT (task, day) DO NOTHING
        RETURNING day""",
        {"task": task, "day": day},
    )
    return claimed is not None
