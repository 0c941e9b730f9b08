"""Exercise 3: a list of todos, of which half is kept if one of them is wrong."""

from datetime import UTC, datetime

from app.db import connect
from app.todos.models import TodoData
from app.todos.queries import insert_todo


async def insert_list(user_id: str, todos: list[TodoData]) -> None:
    """Insert all todos, or none of them."""
    async with connect() as connection:
        for data in todos:
            await insert_todo(connection, user_id, data, datetime.now(UTC))
