"""The counts beside the filters."""

from app.db import Connection
from app.todos import counts


async def describe_counts(connection: Connection, user_id: str) -> dict[str, str]:
    """Return what to show beside "All", "Open" and "Done", such as "12" or "999+"."""
    found = await counts.count_todos(connection, user_id)
    numbers = {"All": found.open + found.done, "Open": found.open, "Done": found.done}
    return {
        name: f"{counts.MOST}+" if number > counts.MOST else str(number)
        for name, number in numbers.items()
    }
