"""Todos of a person who has many."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.config import Settings
from app.db import batches, transaction
from app.todos import queries
from app.todos.models import TodoData, TodoQuery
from app.todos.queries import delete_todos, insert_todo, iterate_todos, select_todo_list
from tests.accounts.people import create_user, export_account, log_in
from tests.plans import explain_batches, explain_query, has_sort
from tests.todos.rows import add_todo

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

    exported = await export_account(user_client)
    listed = await (await user_client.get("/api/todos")).get_json()

    assert [len(part) for part in parts] == [2, 2]
    assert exported["features"]["todos"] == listed["items"]


async def test_all_todos_of_a_person_are_deleted_before_the_account(
    app: Quart, user: User, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH_SIZE", 2)
    for _ in range(3):
        await add_todo(user_client)
    await create_user(app, "grace@example.com")
    other = await log_in(app, "grace@example.com")
    kept = await add_todo(other)
    async with app.app_context():
        await delete_todos(user.id)

    assert (await (await user_client.get("/api/todos")).get_json())["items"] == []
    assert (await user_client.delete("/api/users/me")).status_code == 204
    assert (await (await other.get("/api/todos")).get_json())["items"] == [kept]


async def test_the_todos_to_delete_are_found_by_an_index(
    app: Quart, user: User, settings: Settings
) -> None:
    async with app.app_context():
        (plan,) = await explain_batches(settings.database_url, partial(delete_todos, user.id))

    assert "ix_todos_user_id_created_at_id" in plan
    assert not has_sort(plan), plan
