"""Rows that are deleted in batches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from quart import Quart

from app.db import Connection, batches, connect
from app.db.batches import delete_in_batches

INSERT = """
INSERT INTO task_runs (name, started_at, outcome) VALUES (:name, CURRENT_TIMESTAMP, :outcome)
"""
QUERY = """
DELETE FROM task_runs
 WHERE name IN (SELECT name FROM task_runs WHERE outcome = :outcome ORDER BY name LIMIT :batch)
RETURNING name
"""


@pytest.fixture(autouse=True)
async def rows(app: Quart, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write five rows to delete, and one to keep."""
    monkeypatch.setattr(batches, "BATCH_SIZE", 2)
    async with app.app_context():
        await write_row("stays", "new")
        for name in "abcde":
            await write_row(name, "old")


@pytest.fixture
def left(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Collect how many rows another connection finds after each batch, and let it write."""
    left: list[Any] = []

    @asynccontextmanager
    async def connect_and_count() -> AsyncIterator[Connection]:
        async with connect() as connection:
            yield connection
        async with connect() as other:
            left.append(await other.fetch_val("SELECT count(*) FROM task_runs"))
            await other.execute("UPDATE task_runs SET seconds = 1 WHERE name = 'stays'")

    monkeypatch.setattr(batches, "connect", connect_and_count)
    return left


async def write_row(name: str, outcome: str) -> None:
    async with connect() as connection:
        await connection.execute(INSERT, {"name": name, "outcome": outcome})


async def test_each_batch_is_a_transaction_of_its_own(app: Quart, left: list[Any]) -> None:
    async with app.app_context():
        await delete_in_batches(QUERY, {"outcome": "old"})

    assert left == [4, 2, 1, 1]


async def test_a_batch_that_others_made_smaller_is_not_the_last(
    app: Quart, left: list[Any]
) -> None:
    smaller = QUERY.replace("LIMIT :batch", "LIMIT :batch - 1")
    async with app.app_context():
        await delete_in_batches(smaller, {"outcome": "old"})

    assert left == [5, 4, 3, 2, 1, 1]


async def test_others_get_their_turn_between_batches(
    app: Quart, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[float] = []

    async def take_turn(seconds: float) -> None:
        turns.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", take_turn)
    async with app.app_context():
        await delete_in_batches(QUERY, {"outcome": "old"})

    assert len(turns) == 3
    assert all(turn > 0 for turn in turns)


async def test_it_stops_with_the_process(app: Quart, left: list[Any]) -> None:
    app.shutdown_event.set()
    async with app.app_context():
        await delete_in_batches(QUERY, {"outcome": "old"})

    assert left == []
