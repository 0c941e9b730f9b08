"""Periodic tasks: once per tick, whatever happens."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from quart import Quart

from app import create_app, task_runs, tasks
from app.config import Settings
from tests.mails import wait_until
from tests.workers import DAY, read_run, run_worker, start_worker, write_run

TICK = timedelta(milliseconds=50)
windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "RETRY_SECONDS", 0.02)


class Count:
    """A task that counts its runs, and fails in those that `fails_at` names."""

    def __init__(self, *fails_at: int) -> None:
        self.runs = 0
        self.fails_at = fails_at

    async def run(self) -> None:
        self.runs += 1
        if self.runs in self.fails_at:
            raise RuntimeError("It went wrong.")

    def wrap(self, function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """Return a function that counts its calls as runs."""

        async def counted(*args: Any) -> Any:
            await self.run()
            return await function(*args)

        return counted


@pytest.mark.parametrize("app_env", ["development", "production"])
@pytest.mark.parametrize(("run_tasks", "count"), [(True, 1), (False, 0)])
async def test_tasks_run_beside_the_server_unless_turned_off(
    settings: Settings, app_env: str, run_tasks: bool, count: int
) -> None:
    app = create_app(settings.model_copy(update={"app_env": app_env, "run_tasks": run_tasks}))

    async with app.test_app():
        assert len(app.background_tasks) == count


def test_two_apps_share_no_tasks(settings: Settings) -> None:
    first, second = create_app(settings), create_app(settings)

    names = [task.name for task in first.extensions["QUART_TASKS"]._tasks]
    assert len(set(names)) == len(names)
    assert names == [task.name for task in second.extensions["QUART_TASKS"]._tasks]


async def test_a_new_task_first_runs_after_its_period(app: Quart, settings: Settings) -> None:
    daily, often = Count(), Count()

    async with start_worker(settings, daily=(DAY, daily.run), often=(TICK, often.run)):
        await wait_until(lambda: often.runs > 1)

    assert daily.runs == 0


async def test_what_was_missed_is_made_up_for_once_by_one_of_many(
    app: Quart, settings: Settings
) -> None:
    daily, often = Count(), [Count() for _ in range(4)]
    before = datetime.now(UTC)
    await write_run(app, "daily", ago=3 * DAY)

    async with AsyncExitStack() as stack:
        for number in range(4):
            one_more = {f"often-{number}": (TICK, often[number].run)}
            await stack.enter_async_context(
                start_worker(settings, daily=(DAY, daily.run), **one_more)
            )
        await wait_until(lambda: all(count.runs > 2 for count in often))

    assert daily.runs == 1
    run = await read_run(app, "daily")
    assert before <= run["started_at"] <= datetime.now(UTC)
    assert (run["outcome"], run["lease_until"]) == ("ok", None)
    assert run["seconds"] >= 0


async def test_several_workers_run_a_tick_once(app: Quart, settings: Settings) -> None:
    starts: list[datetime] = []

    async def note_start() -> None:
        starts.append((await read_run(app, "noted"))["started_at"])

    async with AsyncExitStack() as stack:
        for _ in range(4):
            await stack.enter_async_context(start_worker(settings, noted=(TICK * 4, note_start)))
        await wait_until(lambda: len(starts) >= 4)

    assert min(after - before for before, after in pairwise(starts)) >= TICK * 4


async def test_a_task_that_fails_is_named_and_runs_again_and_stops_no_other(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    failing, other = Count(1, 2), Count()

    async with start_worker(settings, failing=(TICK, failing.run), other=(TICK, other.run)):
        await wait_until(lambda: failing.runs > 2 and other.runs > 2)

    assert caplog.text.count("The task failing failed") == 2
    assert "It went wrong." in caplog.text


async def test_a_failure_is_recorded(settings: Settings) -> None:
    async with start_worker(settings, failing=(DAY, Count(1).run)) as app:
        with pytest.raises(RuntimeError, match="went wrong"):
            await app.extensions["QUART_TASKS"].test_run("failing")

        run = await read_run(app, "failing")

    assert (run["outcome"], run["lease_until"]) == ("failed", None)


async def test_a_long_run_keeps_the_task_from_others(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lease is renewed, and the other looks for the task in vain."""
    long, may_end = Count(), asyncio.Event()
    looks, renewals = Count(), Count()
    monkeypatch.setattr(tasks, "select_or_insert_run", looks.wrap(task_runs.select_or_insert_run))
    monkeypatch.setattr(task_runs, "update_lease", renewals.wrap(task_runs.update_lease))
    # A lease of the usual length, renewed every few milliseconds: no busy machine outlasts it.
    monkeypatch.setattr(task_runs, "RENEWALS", 600)

    async def run_long() -> None:
        await long.run()
        await may_end.wait()

    async with (
        start_worker(settings, long=(TICK, run_long)),
        start_worker(settings, long=(TICK, run_long)),
    ):
        await wait_until(lambda: long.runs)
        first = (await read_run(app, "long"))["lease_until"]
        before = (looks.runs, renewals.runs)
        await wait_until(lambda: looks.runs > before[0] + 3 and renewals.runs > before[1] + 3)
        last = (await read_run(app, "long"))["lease_until"]
        runs = long.runs
        may_end.set()
        await wait_until(lambda: long.runs > 1)

    assert last > first
    assert runs == 1


async def test_a_task_of_a_dead_process_is_taken_over(app: Quart, settings: Settings) -> None:
    taken = Count()
    lease = timedelta(seconds=0.3)
    end = datetime.now(UTC) + lease
    await write_run(app, "taken", ago=DAY, lease=lease)

    async with start_worker(settings, taken=(DAY, taken.run)):
        await wait_until(lambda: taken.runs)

    assert (await read_run(app, "taken"))["started_at"] > end


async def test_a_run_that_cannot_begin_is_tried_again_in_a_while(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims, reads = Count(*range(1000)), Count()
    waits: list[float] = []

    async def note_wait(_: Quart, seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    async def select_run(*_: object) -> dict[str, object]:
        await reads.run()
        now = datetime.now(UTC)
        return {
            "started_at": now - DAY,
            "lease_until": now + task_runs.LEASE if reads.runs > 2 else None,
        }

    monkeypatch.setattr(tasks, "select_or_insert_run", select_run)
    monkeypatch.setattr(tasks, "claim_run", lambda *_: claims.run())
    monkeypatch.setattr(tasks, "wait_or_shut_down", note_wait)

    async with start_worker(settings, daily=(DAY, Count().run)):
        await wait_until(lambda: reads.runs > 3)

    # One for each run that could not begin, and one for each look at a task that runs elsewhere.
    assert set(waits) == {tasks.RETRY_SECONDS}
    assert len(waits) == reads.runs
    assert claims.runs == 2


async def test_by_hand_a_task_that_runs_is_refused(app: Quart, settings: Settings) -> None:
    await write_run(app, "running", ago=DAY, lease=task_runs.LEASE)

    async with start_worker(settings, running=(DAY, Count().run)) as worker:
        with pytest.raises(RuntimeError, match="already running"):
            await worker.extensions["QUART_TASKS"].test_run("running")


async def test_a_clock_that_was_set_back_does_not_stop_a_task(
    app: Quart, settings: Settings
) -> None:
    often = Count()
    await write_run(app, "often", ago=-365 * DAY)

    async with start_worker(settings, often=(TICK, often.run)):
        await wait_until(lambda: often.runs > 1)


SLOW = """
async def run_slowly():
    print("begun", flush=True)
    await app.shutdown_event.wait()
    await asyncio.sleep(0.1)
    print("done", flush=True)
periodic.add_periodic_task(run_slowly, timedelta(seconds=0.1), name="slow")
"""


@pytest.mark.slow
@windows
async def test_a_signal_lets_a_run_finish(app: Quart, settings: Settings) -> None:
    async with run_worker(settings, SLOW) as worker:
        assert worker.stdout is not None
        await worker.stdout.readline()
        worker.send_signal(signal.SIGTERM)

        assert await worker.stdout.read() == b"done\n"
        assert await worker.wait() == 0
    assert (await read_run(app, "slow"))["outcome"] == "ok"
