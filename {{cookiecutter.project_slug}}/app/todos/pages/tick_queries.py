"""The SQL of a tick, which only the pages have."""

from app.db import Connection
from app.todos.models import Todo
from app.todos.queries import COLUMNS


async def update_complete(
    connection: Connection, user_id: str, todo_id: str, complete: bool
) -> Todo | None:
    """Change this column only, so that a change of the others at the same time is kept."""
    row = await connection.fetch_first(
        f"""UPDATE todos SET complete = :complete
            WHERE id = :id AND user_id = :user_id
        RETURNING {COLUMNS}""",
        {"id": todo_id, "user_id": user_id, "complete": complete},
    )
    return Todo(**row) if row else None
