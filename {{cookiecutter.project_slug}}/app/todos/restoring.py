"""Restoring: to put a deleted todo back, as it was and into its place."""

from msgspec.structs import asdict

from app.db import Connection
from app.times import Moment
from app.todos.models import Todo, TodoData
from app.todos.queries import INSERT, select_todo
from app.web.fields import RowId


class DeletedTodo(TodoData):
    """A todo as it was returned before it was deleted."""

    id: RowId
    created_at: Moment


async def restore_todo(connection: Connection, user_id: str, todo: Todo) -> Todo:
    """Insert the todo as it was. If it is there already, leave it as it is now."""
    await connection.execute(
        f"{INSERT} ON CONFLICT (id) DO NOTHING", {"user_id": user_id, **asdict(todo)}
    )
    return await select_todo(connection, user_id, todo.id)
