from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from app.accounts.models import User
from app.db import Connection, connect
from app.todos.models import TodoData
from app.todos.queries import insert_todo
from complete_all import complete_all
from quart import Quart
from tests.accounts.people import create_user

COUNT_OPEN = "SELECT count(*) FROM todos WHERE NOT complete"


@pytest.fixture
async def connection(app: Quart) -> AsyncIterator[Connection]:
    async with app.app_context(), connect() as connection:
        yield connection


async def insert(connection: Connection, user: User, *, complete: bool) -> None:
    data = TodoData(task="Something", complete=complete)
    await insert_todo(connection, user.id, data, datetime.now(UTC))


async def test_the_open_todos_are_completed(connection: Connection, user: User) -> None:
    for complete in (True, False, False):
        await insert(connection, user, complete=complete)

    assert await complete_all(connection, user.id) == 2
    assert await connection.fetch_val(COUNT_OPEN) == 0


async def test_nobody_elses_are(app: Quart, connection: Connection, user: User) -> None:
    ben = await create_user(app, "ben@example.com")
    await insert(connection, user, complete=False)
    await insert(connection, ben, complete=False)

    assert await complete_all(connection, user.id) == 1
    assert await connection.fetch_val(COUNT_OPEN) == 1
