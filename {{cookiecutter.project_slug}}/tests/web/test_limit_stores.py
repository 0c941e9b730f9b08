"""The counts of rate limits, in memory and in Redis."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic_ns

import pytest
from redis.asyncio import Redis

from app.web import limits
from app.web import redis_limits as redis_store
from app.web.limits import MemoryStore, Store
from app.web.redis_limits import RedisStore
from tests.constants import PATIENCE

# Ten a day, in microseconds: however slow the machine is, no further one passes meanwhile.
DAY = 86_400_000_000
RULE = ("key", DAY, DAY // 10)


@pytest.fixture(params=["memory", "redis"])
async def store(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Store]:
    # On a busy machine requests would pass without being counted.
    monkeypatch.setattr(redis_store, "TIMEOUT_SECONDS", PATIENCE)
    store: Store = MemoryStore()
    if request.param == "redis":
        url = request.getfixturevalue("redis_url")
        async with Redis.from_url(url) as redis:
            await redis.flushall()
        store = RedisStore(url)
    yield store
    await store.close()


async def test_of_many_at_once_the_limit_passes_and_no_more(store: Store) -> None:
    waits = await asyncio.gather(*(store.count_request([RULE]) for _ in range(100)))

    assert sum(wait <= RULE[1] for (wait,) in waits) == 10


async def test_a_request_takes_from_all_rules_or_none(store: Store) -> None:
    narrow = ("narrow", DAY, DAY)
    await store.count_request([narrow])

    for _ in range(20):
        await store.count_request([RULE, narrow])

    (wait,) = await store.count_request([RULE])
    assert wait <= RULE[2]


async def test_counts_in_redis_end_by_themselves(redis_url: str) -> None:
    store = RedisStore(redis_url)
    await store.count_request([("day", DAY, DAY // 10)])
    await store.close()

    async with Redis.from_url(redis_url) as redis:
        assert 0 < await redis.pttl("rate-limit:day") <= DAY // 10_000


async def test_memory_forgets_who_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    store = MemoryStore()
    for number in range(1000):
        await store.count_request([(f"visitor {number}", 1, 1)])
    later = monotonic_ns() + 1000
    monkeypatch.setattr(limits, "monotonic_ns", lambda: later)
    await store.count_request([("one more", 1, 1)])

    assert set(store._idle_at) == {"one more"}


async def test_a_clock_that_is_set_back_limits_nobody_for_longer(redis_url: str) -> None:
    """The store has the time of Redis. A key that is busy for an hour stands for the change."""
    store = RedisStore(redis_url)
    async with Redis.from_url(redis_url) as redis:
        seconds, _ = await redis.time()
        await redis.set("rate-limit:set back", (int(seconds) + 3600) * 1_000_000)

    (wait,) = await store.count_request([("set back", 60_000_000, 6_000_000)])
    await store.close()

    assert wait == 6_000_000


async def test_more_requests_than_connections_are_all_counted(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_store, "TIMEOUT_SECONDS", PATIENCE)
    store = RedisStore(redis_url)

    rule = ("many", DAY, DAY // 10)
    waits = await asyncio.gather(*(store.count_request([rule]) for _ in range(400)))
    await store.close()

    assert sum(wait <= DAY for (wait,) in waits) == 10
