"""Redis that comes and goes under the rate limits."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from quart import Quart
from quart_rate_limiter import rate_limit
from redis.asyncio import Redis

from app import create_app
from app.config import Settings
from app.web import redis_limits as redis_store
from app.web.security import public
from tests.constants import CREDENTIALS, PATIENCE
from tests.redis import run_redis

pytestmark = pytest.mark.slow


async def test_redis_flapping(
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The process counts by itself while Redis is away, and with the others once it is back."""
    # Each look at the clock is two seconds later, so that Redis is asked again immediately.
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(redis_store, "monotonic", lambda: next(clock))
    monkeypatch.setattr(redis_store, "TIMEOUT_SECONDS", PATIENCE)
    socket = tmp_path / "redis.sock"
    app = create_app(settings.model_copy(update={"redis_url": f"unix://{socket}"}))

    @app.get("/api/limited")
    @public
    @rate_limit(2, timedelta(days=1))
    async def show() -> str:
        return "passed"

    async with app.test_app():
        client = app.test_client()

        async def ask() -> list[int]:
            return [(await client.get("/api/limited")).status_code for _ in range(3)]

        async def read_state() -> str:
            return str((await (await client.get("/readyz")).get_json())["status"])

        states, answers = [], []
        for _ in range(2):
            states.append(await read_state())
            answers.append(await ask())
            with run_redis(socket):
                states.append(await read_state())
                answers.append(await ask())

    assert states == ["degraded", "ok"] * 2
    # The process keeps its own counts. Each new Redis begins without any.
    counted, used_up = [200, 200, 429], [429, 429, 429]
    assert answers == [counted, counted, used_up, counted]
    assert [name for name, *_ in caplog.record_tuples].count("app.web.redis_limits") == 1


async def fill_memory(redis: Redis) -> None:
    """Leave no memory for further keys, as when other programs fill a Redis that all share."""
    await redis.config_set("maxmemory-policy", "noeviction")
    await redis.config_set("maxmemory", "1")


async def hang(redis: Redis) -> None:
    """Answer nobody for longer than a request waits, as under too much load."""
    await redis.client_pause(int(PATIENCE * 1000))


@pytest.mark.parametrize("fault", [fill_memory, hang])
async def test_a_redis_that_cannot_count_lets_few_logins_pass(
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[Redis], Awaitable[None]],
) -> None:
    """The process counts by itself, so 10 of 100 logins from one address are evaluated."""
    with run_redis(tmp_path / "redis.sock") as url:
        async with Redis.from_url(url) as redis:
            await fault(redis)
        app = create_app(settings.model_copy(update={"redis_url": url}))
        async with app.test_app():
            answers = await asyncio.gather(*(log_in(app, number) for number in range(100)))

    # Without Redis, the log warns once.
    assert Counter(answers) == {401: 10, 429: 90}
    assert caplog.text.count("Each process counts rate limits by itself") == 1


async def log_in(app: Quart, number: int) -> int:
    """Try a password of an account of its own, so that only the address is limited."""
    login = {**CREDENTIALS, "email": f"{number}@example.com"}
    return (await app.test_client().post("/api/sessions", json=login)).status_code
