"""Solution 1: the text is a parameter, so the database never reads it as SQL."""

from app.db import Connection


async def search_tasks(connection: Connection, user_id: str, text: str) -> list[str]:
    """Return the tasks of a user that contain the text, in the order of the alphabet."""
    rows = await connection.fetch_all(
        """SELECT task FROM todos
            WHERE user_id = :user_id AND task LIKE '%' || CAST(:text AS TEXT) || '%'
            ORDER BY task""",
        {"user_id": user_id, "text": text},
    )
    return [row["task"] for row in rows]
