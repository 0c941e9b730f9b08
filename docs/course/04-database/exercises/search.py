"""Exercise 1: a search that lets a stranger read everything."""

from app.db import Connection


async def search_tasks(connection: Connection, user_id: str, text: str) -> list[str]:
    """Return the tasks of a user that contain the text, in the order of the alphabet."""
    rows = await connection.fetch_all(
        f"SELECT task FROM todos WHERE user_id = '{user_id}' AND task LIKE '%{text}%' ORDER BY task"
    )
    return [row["task"] for row in rows]
