"""Solution 2: RETURNING gives one row for each that was changed."""

from app.db import Connection


async def complete_all(connection: Connection, user_id: str) -> int:
    """Complete the open todos of a user. Return how many there were."""
    rows = await connection.fetch_all(
        """UPDATE todos SET complete = TRUE
            WHERE user_id = :user_id AND NOT complete
        RETURNING id""",
        {"user_id": user_id},
    )
    return len(rows)
