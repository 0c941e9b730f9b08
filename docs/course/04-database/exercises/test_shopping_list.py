import sqlite3

import pytest
from app.accounts.models import User
from app.db import connect
from app.todos.models import TodoData
from quart import Quart
from shopping_list import insert_list

MILK, BREAD = TodoData(task="Milk"), TodoData(task="Bread")
# It has not been checked, and the database refuses it: a task is NOT NULL.
BROKEN = TodoData.model_construct(task=None)


async def count_todos() -> int:
    async with connect() as connection:
        return await connection.fetch_val("SELECT count(*) FROM todos")


async def test_a_list_is_inserted(app: Quart, user: User) -> None:
    async with app.app_context():
        await insert_list(user.id, [MILK, BREAD])

        assert await count_todos() == 2


async def test_nothing_of_a_broken_list_is_kept(app: Quart, user: User) -> None:
    async with app.app_context():
        with pytest.raises(sqlite3.IntegrityError):
            await insert_list(user.id, [MILK, BREAD, BROKEN])

        assert await count_todos() == 0
