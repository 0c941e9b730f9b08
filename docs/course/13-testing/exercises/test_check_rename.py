from typing import Any

import pytest
from app.db import Connection
from app.todos import queries
from app.todos.models import Todo, TodoData
from app.todos.queries import COLUMNS, build_todo
from check_rename import check_rename
from quart import Quart
from quart.typing import TestClientProtocol as Client
from tests.accounts.people import create_user, log_in
from werkzeug.exceptions import NotFound


@pytest.fixture
async def people(app: Quart) -> list[Client]:
    """Return the clients of Ann and Ben."""
    emails = ["ann@example.com", "ben@example.com"]
    for email in emails:
        await create_user(app, email)
    return [await log_in(app, email) for email in emails]


async def update_any(connection: Connection, user_id: str, todo_id: str, data: TodoData) -> Todo:
    """Rename a todo, and forget to ask whose it is."""
    row = await connection.fetch_first(
        f"UPDATE todos SET task = :task WHERE id = :id RETURNING {COLUMNS}",
        {"task": data.task, "id": todo_id},
    )
    return build_todo(row)


async def update_and_refuse(*arguments: Any) -> Todo:
    """Rename the todo of another person too, and say that there is none."""
    await update_any(*arguments)
    raise NotFound("You have no such todo.")


async def test_it_passes_with_the_right_code(people: list[Client]) -> None:
    await check_rename(*people)


@pytest.mark.parametrize("broken", [update_any, update_and_refuse])
async def test_it_fails_with_broken_code(
    people: list[Client], monkeypatch: pytest.MonkeyPatch, broken: Any
) -> None:
    monkeypatch.setattr(queries, "update_todo", broken)

    with pytest.raises(AssertionError):
        await check_rename(*people)
