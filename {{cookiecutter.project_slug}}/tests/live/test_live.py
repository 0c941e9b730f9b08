"""Events passed on, in one process and among several."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from app import create_app, live
from app.config import Settings
from app.live import Hub
from app.live import redis as redis_hub
from app.live.queues import Queue
from app.live.redis import RedisHub
from tests.constants import PATIENCE
from tests.redis import run_redis


async def hear(queue: Queue) -> str | None:
    async with asyncio.timeout(PATIENCE):
        return await queue.get()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take no busy machine for a Redis that is away."""
    monkeypatch.setattr(redis_hub, "PUBLISH_SECONDS", PATIENCE)


@pytest.fixture(params=["memory", "redis"])
async def hub(request: pytest.FixtureRequest) -> AsyncIterator[Hub]:
    if request.param == "memory":
        yield Hub()
    else:
        async with run_hub(request.getfixturevalue("redis_url")) as hub:
            yield hub


@asynccontextmanager
async def run_hub(url: str) -> AsyncIterator[RedisHub]:
    """One that hears what others publish, as it says to who listens once it is connected."""
    hub = RedisHub(url)
    relaying = asyncio.create_task(hub.relay_events())
    with hub.open_queue("first") as queue:
        assert await hear(queue) == live.MISSED
    yield hub
    relaying.cancel()
    await asyncio.gather(relaying, return_exceptions=True)
    await hub.close()


async def test_who_listens_hears_their_topic_alone(hub: Hub) -> None:
    with (
        hub.open_queue("ada") as ada,
        hub.open_queue("ada") as tab,
        hub.open_queue("grace") as grace,
    ):
        await hub.publish_event("ada", "1")
        await hub.publish_event("grace", "2")

        assert [await hear(queue) for queue in (ada, tab, grace)] == ["1", "1", "2"]
        assert ada.is_empty()


async def test_several_processes_hear_each_other_through_redis(redis_url: str) -> None:
    async with run_hub(redis_url) as here, run_hub(redis_url) as there:
        with there.open_queue("ada") as queue:
            await here.publish_event("ada", "1")

            assert await hear(queue) == "1"


async def test_who_does_not_read_is_dropped(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "QUEUE_SIZE", 2)
    with hub.open_queue("ada") as slow, hub.open_queue("ada") as quick:
        for number in range(3):
            await hub.publish_event("ada", str(number))
            assert await hear(quick) == str(number)

        assert [await hear(slow) for _ in range(2)] == ["1", None]


async def test_events_pass_in_this_process_while_redis_is_away(tmp_path: Path) -> None:
    hub = RedisHub(f"unix://{tmp_path}/redis.sock")
    with hub.open_queue("ada") as queue:
        await hub.publish_event("ada", "1")

        assert await hear(queue) == "1"
    await hub.close()


async def test_who_may_have_missed_something_is_told_when_redis_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_hub, "RETRY_SECONDS", 0.05)
    socket = tmp_path / "redis.sock"
    hub = RedisHub(f"unix://{socket}")
    relaying = asyncio.create_task(hub.relay_events())

    with hub.open_queue("ada") as queue:
        for number in range(2):
            with run_redis(socket):
                assert await hear(queue) == live.MISSED
                await hub.publish_event("ada", str(number))
                assert await hear(queue) == str(number)

    relaying.cancel()
    await asyncio.gather(relaying, return_exceptions=True)
    await hub.close()


async def test_the_app_stops_also_where_a_cancellation_is_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As redis-py loses it on Python 3.11."""

    async def relay_events(self: Hub) -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    monkeypatch.setattr(Hub, "relay_events", relay_events)

    async with asyncio.timeout(PATIENCE), create_app(settings).test_app():
        await asyncio.sleep(0)


async def test_heartbeats_are_spread_over_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a clock that only the hub's own pauses move."""
    now = 0.0
    moments: dict[str, list[float]] = defaultdict(list)

    async def sleep(seconds: float) -> None:
        nonlocal now
        if now > 2.5 * live.HEARTBEAT_SECONDS:
            raise asyncio.CancelledError
        now += seconds

    class Recorder(Hub):
        def deliver_event(self, topic: str, event: str | None) -> None:
            moments[topic].append(now)

    monkeypatch.setattr("app.live.asyncio.sleep", sleep)
    hub = Recorder()
    with ExitStack() as stack:
        for number in range(1000):
            stack.enter_context(hub.open_queue(f"topic:{number}"))
        with suppress(asyncio.CancelledError):
            await hub.send_heartbeats()

    assert len(moments) == 1000
    for first, second, *_ in moments.values():
        assert second - first == pytest.approx(live.HEARTBEAT_SECONDS)
    together = Counter(moment for times in moments.values() for moment in times)
    # Evenly it would be 17, but a topic's moment is chosen by its hash.
    assert max(together.values()) < 60
