"""Break the application on purpose, to see whether a test notices."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import patch

from app.db import Connection
from app.todos import queries
from app.todos.models import Todo
from app.todos.queries import COLUMNS, build_todo
from quart.typing import TestClientProtocol as Client
from tests.accounts.people import create_user, log_in

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app

Test = Callable[[Client, Client], Awaitable[None]]


async def delete_any_todo(connection: Connection, user_id: str, todo_id: str) -> Todo:
    """Delete a todo as the project does, but forget to ask whose it is."""
    row = await connection.fetch_first(
        f"DELETE FROM todos WHERE id = :id RETURNING {COLUMNS}", {"id": todo_id}
    )
    return build_todo(row)


async def run_with_both(test: Test) -> bool:
    """Run a test with the right code and with the broken one. Return whether it noticed."""
    outcomes = []
    for code, query in (("right", queries.delete_todo), ("broken", delete_any_todo)):
        with patch.object(queries, "delete_todo", query):
            async with open_app() as app:
                await create_user(app, "ann@example.com")
                await create_user(app, "ben@example.com")
                ann, ben = (
                    await log_in(app, "ann@example.com"),
                    await log_in(app, "ben@example.com"),
                )
                try:
                    await test(ann, ben)
                except AssertionError:
                    outcomes.append("fails")
                else:
                    outcomes.append("passes")
        print(f"With the {code} code, the test {outcomes[-1]}.")
    return outcomes == ["passes", "fails"]
