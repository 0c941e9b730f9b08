"""The SQL of todos. Every query names the owner, so nobody can reach another person's todos."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from msgspec.structs import asdict
from werkzeug.exceptions import NotFound

from app.db import Connection, connect
from app.db.batches import delete_in_batches
from app.todos.models import Todo, TodoData, TodoList, TodoQuery
from app.web.fields import END_OF_TIME, encode_cursor

COLUMNS = "id, task, complete, due, created_at"
INSERT = """
INSERT INTO todos (id, user_id, task, complete, due, created_at)
     VALUES (:id, :user_id, :task, :complete, :due, :created_at)
"""
# Not as a parameter: README.md has the reason.
FILTERS = {None: "", True: "AND complete = TRUE", False: "AND complete = FALSE"}
# How many todos of an export are in memory at the same time.
EXPORT_SIZE = 500


def build_todo(row: Mapping[str, Any] | None) -> Todo:
    """Return the todo of a row. Raise `NotFound` if there is no row."""
    if row is None:
        raise NotFound("You have no such todo.")
    return Todo(**row)


async def insert_todo(connection: Connection, user_id: str, data: TodoData, now: datetime) -> Todo:
    todo = Todo(str(uuid4()), data.task, data.complete, data.due, now)
    await connection.execute(INSERT, {"user_id": user_id, **asdict(todo)})
    return todo


async def select_todo_list(connection: Connection, user_id: str, query: TodoQuery) -> TodoList:
    """Return one page of todos, newest first.

    Sort todos created at the same time by id, so that no page skips or repeats one.
    """
    created_at, todo_id = query.cursor or END_OF_TIME
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS}
              FROM todos
             WHERE user_id = :user_id {FILTERS[query.complete]}
               AND (created_at, id) < (:created_at, :id)
             ORDER BY created_at DESC, id DESC
             LIMIT :limit""",
        {
            "user_id": user_id,
            "created_at": created_at,
            "id": todo_id,
            # One more than asked for shows whether there is a next page.
            "limit": query.limit + 1,
        },
    )
    todos = [build_todo(row) for row in rows[: query.limit]]
    has_more = len(rows) > len(todos)
    return TodoList(todos, encode_cursor(todos[-1].created_at, todos[-1].id) if has_more else None)


async def iterate_todos(user_id: str) -> AsyncIterator[list[Todo]]:
    """Yield all todos of a user, newest first and part by part, for the export of their data."""
    query = TodoQuery.model_construct(limit=EXPORT_SIZE)
    while True:
        async with connect() as connection:
            page = await select_todo_list(connection, user_id, query)
        yield page.items
        if page.next_cursor is None:
            return
        query.cursor = page.items[-1].created_at, page.items[-1].id


async def select_todo(connection: Connection, user_id: str, todo_id: str) -> Todo:
    """Return a todo. Raise `NotFound` if the user has no such todo, as the queries below do."""
    row = await connection.fetch_first(
        f"SELECT {COLUMNS} FROM todos WHERE id = :id AND user_id = :user_id",
        {"id": todo_id, "user_id": user_id},
    )
    return build_todo(row)


async def update_todo(connection: Connection, user_id: str, todo_id: str, data: TodoData) -> Todo:
    row = await connection.fetch_first(
        f"""UPDATE todos
               SET task = :task, complete = :complete, due = :due
             WHERE id = :id AND user_id = :user_id
         RETURNING {COLUMNS}""",
        {"id": todo_id, "user_id": user_id, **data.model_dump()},
    )
    return build_todo(row)


async def delete_todo(connection: Connection, user_id: str, todo_id: str) -> Todo:
    """Delete a todo and return it as it was."""
    row = await connection.fetch_first(
        f"DELETE FROM todos WHERE id = :id AND user_id = :user_id RETURNING {COLUMNS}",
        {"id": todo_id, "user_id": user_id},
    )
    return build_todo(row)


async def delete_todos(user_id: str) -> None:
    """Delete all todos of a user, before their account."""
    await delete_in_batches(
        """DELETE FROM todos
            WHERE id IN (SELECT id FROM todos WHERE user_id = :user_id
                          ORDER BY created_at, id LIMIT :batch)
        RETURNING id""",
        {"user_id": user_id},
    )
