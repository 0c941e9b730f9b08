"""Todos of a person who has many."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.config import Settings
from app.db import transaction
from app.todos import queries
from app.todos.models import TodoData, TodoQuery
from app.todos.queries import insert_todo, iterate_todos, select_todo_list
from tests.plans import explain_query, has_sort

NOW = datetime(2027, 1, 31, tzinfo=UTC)
# The columns that an index is searched by.
ALL, FILTERED = "user_id.*created_at, ?.?id", "user_id.*complete.*created_at, ?.?id"


@pytest.mark.parametrize(
    ("complete", "columns"), [(None, ALL), (True, FILTERED), (False, FILTERED)]
)
async def test_a_page_is_read_from_an_index_in_its_order(
    app: Quart, user: User, settings: Settings, complete: bool | None, columns: str
) -> None:
    async with app.app_context():
        async with transaction() as connection:
            # PostgreSQL chooses by what it knows of the rows.
            for number in range(100):
                data = TodoData(task="Weave", complete=number % 2 == 0)
                await insert_todo(connection, user.id, data, NOW + timedelta(minutes=number))
            await connection.execute("ANALYZE")

        for cursor in (None, (NOW + timedelta(minutes=90), "1")):
            query = TodoQuery.model_construct(complete=complete, cursor=cursor, limit=20)
            plan = await explain_query(
                settings.database_url, partial(select_todo_list, user_id=user.id, query=query)
            )

            assert re.search(rf"(USING INDEX|Index Cond:).*{columns}", plan), plan
            assert not has_sort(plan), plan
            assert "Filter" not in plan


async def test_an_export_reads_a_part_at_a_time(
    app: Quart, user: User, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EXPORT_SIZE", 2)
    async with app.app_context():
        async with transaction() as connection:
            for task in "abcd":
                await insert_todo(connection, user.id, TodoData(task=task), NOW)
        parts = [part async for part in iterate_todos(user.id)]

    exported = await (await user_client.get("/api/users/me/export")).get_json()
    listed = await (await user_client.get("/api/todos")).get_json()

    assert [len(part) for part in parts] == [2, 2, 0]
    assert exported["features"]["todos"] == listed["items"]
