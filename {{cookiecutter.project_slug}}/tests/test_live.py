"""Events passed on, in one process and among several."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import live
from app.live import Hub
from tests.redis import run_redis


async def hear(queue: live.Queue) -> str | None:
    async with asyncio.timeout(5):
        return await queue.get()


@pytest.fixture(params=["memory", "redis"])
async def hub(request: pytest.FixtureRequest) -> AsyncIterator[Hub]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    async with running_hub(url) as hub:
        yield hub


class running_hub:  # noqa: N801, used as a function
    """A hub that hears what others publish."""

    def __init__(self, url: str) -> None:
        self.hub = Hub(url)

    async def __aenter__(self) -> Hub:
        self.relaying = asyncio.create_task(self.hub.relay())
        with self.hub.listen("first") as queue:
            if self.hub._redis is not None:
                # It says so to whoever listens once it is connected.
                assert await hear(queue) == live.MISSED
        return self.hub

    async def __aexit__(self, *_: object) -> None:
        self.relaying.cancel()
        await asyncio.gather(self.relaying, return_exceptions=True)
        await self.hub.close()


async def test_who_listens_hears_their_topic_alone(hub: Hub) -> None:
    with hub.listen("ada") as ada, hub.listen("ada") as tab, hub.listen("grace") as grace:
        await hub.publish("ada", "1")
        await hub.publish("grace", "2")

        assert [await hear(queue) for queue in (ada, tab, grace)] == ["1", "1", "2"]
        assert ada.empty()


async def test_several_processes_hear_each_other_through_redis(redis_url: str) -> None:
    async with running_hub(redis_url) as here, running_hub(redis_url) as there:
        with there.listen("ada") as queue:
            await here.publish("ada", "1")

            assert await hear(queue) == "1"


async def test_who_does_not_read_is_dropped(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "QUEUE_SIZE", 2)
    with hub.listen("ada") as slow, hub.listen("ada") as quick:
        for number in range(3):
            await hub.publish("ada", str(number))
            assert await hear(quick) == str(number)

        assert [await hear(slow) for _ in range(2)] == ["1", None]


async def test_events_pass_in_this_process_while_redis_is_away(tmp_path: Path) -> None:
    hub = Hub(f"unix://{tmp_path}/redis.sock")
    with hub.listen("ada") as queue:
        await hub.publish("ada", "1")

        assert await hear(queue) == "1"
    await hub.close()


async def test_who_may_have_missed_something_is_told_when_redis_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "RETRY_SECONDS", 0.05)
    socket = tmp_path / "redis.sock"
    hub = Hub(f"unix://{socket}")
    relaying = asyncio.create_task(hub.relay())

    with hub.listen("ada") as queue:
        for number in range(2):
            with run_redis(socket):
                assert await hear(queue) == live.MISSED
                await hub.publish("ada", str(number))
                assert await hear(queue) == str(number)

    relaying.cancel()
    await asyncio.gather(relaying, return_exceptions=True)
    await hub.close()
