"""Solution 3: one transaction around the whole list."""

from datetime import UTC, datetime

from app.db import transaction
from app.todos.models import TodoData
from app.todos.queries import insert_todo


async def insert_list(user_id: str, todos: list[TodoData]) -> None:
    """Insert all todos, or none of them."""
    async with transaction() as connection:
        for data in todos:
            await insert_todo(connection, user_id, data, datetime.now(UTC))
