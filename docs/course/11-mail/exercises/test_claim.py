import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from app.db import connect
from claim import LEASE, claim_letters
from quart import Quart

NOW = datetime(2027, 6, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def letters(app: Quart) -> AsyncIterator[None]:
    """Write three letters. The first two are due, the third is not."""
    dues = [NOW, NOW - timedelta(hours=1), NOW + timedelta(hours=1)]
    async with app.app_context():
        async with connect() as connection:
            await connection.execute("CREATE TABLE letters (id INTEGER, due_at DATETIME)")
            for number, due in enumerate(dues, 1):
                await connection.execute(
                    "INSERT INTO letters VALUES (:id, :due)", {"id": number, "due": due}
                )
        yield


async def claim(now: datetime) -> list[int]:
    async with connect() as connection:
        return await claim_letters(connection, now)


async def test_letters_that_are_due_are_claimed() -> None:
    assert await claim(NOW) == [1, 2]


async def test_five_workers_claim_each_letter_once() -> None:
    claims = await asyncio.gather(*(claim(NOW) for _ in range(5)))

    assert sorted(chain(*claims)) == [1, 2]


async def test_after_the_lease_another_worker_gets_them() -> None:
    await claim(NOW)

    assert await claim(NOW + LEASE / 2) == []
    assert await claim(NOW + LEASE) == [1, 2]
