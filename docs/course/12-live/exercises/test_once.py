import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from app.db import connect, transaction
from once import claim_day
from quart import Quart

MONDAY, TUESDAY = "2027-06-14", "2027-06-15"


@pytest.fixture(autouse=True)
async def days(app: Quart) -> AsyncIterator[None]:
    async with app.app_context():
        async with connect() as connection:
            await connection.execute("CREATE TABLE days (task TEXT, day TEXT, UNIQUE (task, day))")
        yield


async def claim(task: str, day: str) -> bool:
    async with connect() as connection:
        return await claim_day(connection, task, day)


async def test_each_task_runs_once_a_day() -> None:
    claims = [
        await claim("greet", MONDAY),
        await claim("greet", MONDAY),
        await claim("greet", TUESDAY),
        await claim("tidy", MONDAY),
    ]

    assert claims == [True, False, True, True]


async def test_of_five_servers_one_may_run() -> None:
    claims = await asyncio.gather(*(claim("greet", MONDAY) for _ in range(5)))

    assert sorted(claims) == [False, False, False, False, True]


async def test_a_claim_is_undone_with_what_failed() -> None:
    with suppress(ZeroDivisionError):
        async with transaction() as connection:
            await claim_day(connection, "greet", MONDAY)
            _ = 1 / 0

    assert await claim("greet", MONDAY)
