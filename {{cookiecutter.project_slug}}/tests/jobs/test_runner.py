"""Jobs: each is done once by some process, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart

from app import create_app, jobs
from app.config import Settings
from app.db import Connection, connect, transaction
from app.jobs import add_job, queries, queue_job, runner
from app.jobs.progress import name_topic, report_progress
from app.jobs.queries import cancel_job
from app.jobs.runner import run_due_jobs, run_jobs
from tests.jobs.work import Work, change, queue, read
from tests.workers import start_apps


@asynccontextmanager
async def run_in_background(app: Quart) -> AsyncIterator[None]:
    running = asyncio.create_task(run_jobs(app))
    try:
        yield
    finally:
        app.shutdown_event.set()
        await running


async def test_a_job_is_done_with_its_arguments(app: Quart, work: Work) -> None:
    job_id = await queue(app, work.note, "Ada", 3)

    await run_due_jobs(app)

    job = await read(app, job_id)
    assert work.calls == [("Ada", 3)]
    assert (job.kind, job.state, job.attempts, job.due_at) == ("note", "done", 1, None)


async def test_a_job_is_dropped_with_its_cause(app: Quart, work: Work) -> None:
    async with app.app_context():
        with suppress(ZeroDivisionError):
            async with transaction() as connection:
                await queue_job(connection, work.note, "Ada")
                _ = 1 / 0
        await run_due_jobs(app)

    assert work.calls == []


async def test_many_processes_do_each_job_once(settings: Settings, work: Work) -> None:
    async with start_apps(settings, 4) as apps:
        for app in apps:
            work.add_to(app)
        for number in range(40):
            await queue(apps[0], work.note, "job", number)

        await asyncio.gather(*(run_due_jobs(app) for app in apps for _ in range(2)))

    assert sorted(work.calls) == [("job", number) for number in range(40)]


async def test_jobs_of_one_kind_hold_up_no_others(app: Quart, work: Work) -> None:
    for name in ("a", "b", "c"):
        await queue(app, work.hold, name)
    async with run_in_background(app):
        await work.begun.wait()
        await queue(app, work.note, "other")
        while ("other", 0) not in work.calls:  # noqa: ASYNC110, it tells nobody
            await asyncio.sleep(0.01)

        # The third waits for one of the two that a process may run.
        assert sorted(work.calls) == [("a", 0), ("b", 0), ("other", 0)]
        work.may_end.set()


async def test_a_job_that_is_canceled_never_begins(app: Quart, work: Work) -> None:
    job_id = await queue(app, work.note, "Ada")

    async with app.app_context(), connect() as connection:
        assert await cancel_job(connection, job_id)
        assert not await cancel_job(connection, job_id)
    await run_due_jobs(app)

    assert work.calls == []
    assert (await read(app, job_id)).state == "canceled"


@pytest.mark.parametrize("tells", [True, False])
async def test_a_job_that_runs_ends_when_it_is_canceled(
    app: Quart, work: Work, monkeypatch: pytest.MonkeyPatch, tells: bool
) -> None:
    """At its next word about its progress, or when its lease is renewed."""
    if not tells:
        monkeypatch.setattr(queries, "LEASE", timedelta(seconds=0.3))
    ended = asyncio.Event()

    async def go_on() -> None:
        work.begun.set()
        try:
            while True:
                await asyncio.sleep(0.01)
                if tells:
                    await report_progress(1, 2)
        finally:
            ended.set()

    add_job(app, go_on, at_once=1)
    job_id = await queue(app, go_on)
    async with run_in_background(app):
        await work.begun.wait()
        async with app.app_context(), connect() as connection:
            await cancel_job(connection, job_id)
        await ended.wait()

    assert (await read(app, job_id)).state == "canceled"


async def test_progress_is_saved_and_told_to_the_pages_that_listen(
    app: Quart,
) -> None:
    seen = []

    async def count() -> None:
        for done in range(3):
            await report_progress(done, 3)
            seen.append((await read(app, job_id)).done)

    add_job(app, count, at_once=1)
    job_id = await queue(app, count)
    with app.extensions["LIVE"].open_queue(name_topic(job_id)) as events:
        await run_due_jobs(app)
        told = [await events.get() for _ in range(4)]

    job = await read(app, job_id)
    assert seen == [0, 1, 2]
    assert (job.done, job.total) == (3, 3)
    assert told == ["changed"] * 4


async def test_a_job_whose_process_lost_it_is_canceled_there_and_done_elsewhere(
    settings: Settings, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew_lease = queries.renew_lease
    is_lost = asyncio.Event()

    async def renew_late(connection: Connection, claim: queries.Claim) -> bool:
        await is_lost.wait()
        return await renew_lease(connection, claim)

    monkeypatch.setattr(queries, "LEASE", timedelta(seconds=0.3))
    monkeypatch.setattr(queries, "renew_lease", renew_late)
    async with start_apps(settings, 2) as (first, second):
        work.add_to(first)
        work.add_to(second)
        job_id = await queue(first, work.hold, "Ada")
        async with run_in_background(first):
            await work.begun.wait()
            work.begun.clear()
            # As if the lease had ended while the process was held up.
            await change(second, "due_at = created_at")
            other = asyncio.create_task(run_due_jobs(second))
            await work.begun.wait()
            is_lost.set()
            await work.canceled.wait()
            work.may_end.set()
            await other

        job = await read(first, job_id)
    assert (job.state, job.attempts) == ("done", 1)


async def test_at_the_stop_a_job_is_left_to_another_process_at_once(
    settings: Settings, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "STOP_SECONDS", 0.1)
    async with start_apps(settings, 2) as (first, second):
        work.add_to(first)
        work.add_to(second)
        job_id = await queue(first, work.hold, "Ada")
        running = asyncio.create_task(run_jobs(first))
        await work.begun.wait()
        first.shutdown_event.set()
        await running
        left = await read(second, job_id)
        work.may_end.set()
        await run_due_jobs(second)
        job = await read(second, job_id)

    assert (left.state, left.attempts) == ("waiting", 0)
    assert (job.state, job.attempts) == ("done", 1)


async def test_a_job_that_another_takes_just_then_is_left_to_it(app: Quart, work: Work) -> None:
    await queue(app, work.note, "Ada")

    async with app.app_context():
        async with transaction() as connection:
            later = {"later": datetime.now(UTC) + queries.LEASE}
            await connection.execute("UPDATE jobs SET due_at = :later", later)
            running = asyncio.create_task(run_due_jobs(app))
            waiting = (await asyncio.wait({running}, timeout=0.2))[1]
        await running

    assert waiting == {running}
    assert work.calls == []


async def test_two_apps_share_no_kinds(settings: Settings, work: Work) -> None:
    first, second = create_app(settings), create_app(settings)
    jobs.add_job(first, work.note, at_once=1)

    assert "note" in first.extensions["JOBS"]
    assert "note" not in second.extensions["JOBS"]
