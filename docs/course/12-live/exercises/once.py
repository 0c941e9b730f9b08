"""Exercise 2: a greeting that every server sends, because each thinks that it is the first."""

from app.db import Connection


async def claim_day(connection: Connection, task: str, day: str) -> bool:
    """Return whether the task may run on this day: True once for each task and day."""
    found = await connection.fetch_val(
        "SELECT 1 FROM days WHERE task = :task AND day = :day", {"task": task, "day": day}
    )
    return found is None
