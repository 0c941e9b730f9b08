"""Ticks: a change of nothing but whether a todo is complete."""

from pydantic import BaseModel, StrictBool

from app.db import Connection
from app.todos.models import Todo
from app.todos.queries import COLUMNS, build_todo


class TodoTick(BaseModel, extra="forbid"):
    """A change that leaves the rest of a todo as it is."""

    complete: StrictBool


async def update_completion(
    connection: Connection, user_id: str, todo_id: str, complete: bool
) -> Todo:
    """Change only whether the todo is complete, so that an edit made meanwhile is not undone."""
    row = await connection.fetch_first(
        f"""UPDATE todos
               SET complete = :complete
             WHERE id = :id AND user_id = :user_id
         RETURNING {COLUMNS}""",  # noqa: S608, a constant
        {"id": todo_id, "user_id": user_id, "complete": complete},
    )
    return build_todo(row)
