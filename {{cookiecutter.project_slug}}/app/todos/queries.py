"""The SQL of todos. Each query names the owner, so that nobody can reach another's.f"""

from datetime import datetime
from uuid import uuid4

from msgspec.structs import asdict

from app.db import Connection
from app.todos.models import Todo, TodoData, TodoList, TodoQuery
from app.web.fields import END_OF_TIME, Position, encode_cursor

COLUMNS = "id, task, complete, due, created_at"


async def insert_todo(connection: Connection, user_id: str, data: TodoData, now: datetime) -> Todo:
    todo = Todo(str(uuid4()), data.task, data.complete, data.due, now)
    await connection.execute(
        """INSERT INTO todos (id, user_id, task, complete, due, created_at)
                VALUES (:id, :user_id, :task, :complete, :due, :created_at)""",
        {"user_id": user_id, **asdict(todo)},
    )
    return todo


async def select_page(connection: Connection, user_id: str, query: TodoQuery) -> TodoList:
    # One more than asked for tells whether there is a next page.
    todos = await select_todos(connection, user_id, query.complete, query.cursor, query.limit + 1)
    page = todos[: query.limit]
    has_more = len(todos) > len(page)
    return TodoList(page, encode_cursor(page[-1].created_at, page[-1].id) if has_more else None)


async def select_todos(
    connection: Connection,
    user_id: str,
    complete: bool | None,
    after: Position | None,
    limit: int,
) -> list[Todo]:
    """Newest first, those created at the same time by id, so that no page skips or repeats one."""
    created_at, todo_id = after or END_OF_TIME
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS}
             FROM todos
            WHERE user_id = :user_id
              AND (CAST(:complete AS BOOLEAN) IS NULL OR complete = :complete)
              AND (created_at, id) < (:created_at, :id)
            ORDER BY created_at DESC, id DESC
            LIMIT :limit""",
        {
            "user_id": user_id,
            "complete": complete,
            "created_at": created_at,
            "id": todo_id,
            "limit": limit,
        },
    )
    return [Todo(**row) for row in rows]


async def select_every_todo(connection: Connection, user_id: str) -> list[Todo]:
    """For the export of all that is kept of a person."""
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS}
             FROM todos
            WHERE user_id = :user_id
            ORDER BY created_at DESC, id DESC""",
        {"user_id": user_id},
    )
    return [Todo(**row) for row in rows]


async def select_todo(connection: Connection, user_id: str, todo_id: str) -> Todo | None:
    row = await connection.fetch_first(
        f"""SELECT {COLUMNS}
             FROM todos
            WHERE id = :id AND user_id = :user_id""",
        {"id": todo_id, "user_id": user_id},
    )
    return Todo(**row) if row else None


async def update_todo(
    connection: Connection, user_id: str, todo_id: str, data: TodoData
) -> Todo | None:
    row = await connection.fetch_first(
        f"""UPDATE todos
              SET task = :task, complete = :complete, due = :due
            WHERE id = :id AND user_id = :user_id
        RETURNING {COLUMNS}""",
        {
            "id": todo_id,
            "user_id": user_id,
            "task": data.task,
            "complete": data.complete,
            "due": data.due,
        },
    )
    return Todo(**row) if row else None


async def delete_todo(connection: Connection, user_id: str, todo_id: str) -> bool:
    """Returns whether there was such a todo."""
    deleted = await connection.fetch_val(
        "DELETE FROM todos WHERE id = :id AND user_id = :user_id RETURNING id",
        {"id": todo_id, "user_id": user_id},
    )
    return deleted is not None
