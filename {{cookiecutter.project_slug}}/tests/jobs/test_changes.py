"""Jobs that people cancel, or try again."""

import pytest
from quart import Quart

from app.db import connect
from app.jobs.changes import cancel_job, retry_failed_jobs, retry_job
from app.jobs.progress import name_topic
from app.jobs.queries import claim_jobs, renew_lease, select_job
from tests.jobs.rows import KIND, STATES, read_states, write_each_state, write_job

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("state", STATES)
async def test_what_waits_or_runs_can_be_canceled(app: Quart, state: str) -> None:
    job_id = await write_job(app, state)

    async with app.app_context():
        is_canceled = await cancel_job(job_id)

    assert is_canceled is (state in {"waiting", "running"})
    assert await read_states(app) == {job_id: "canceled" if is_canceled else state}


@pytest.mark.parametrize("state", STATES)
async def test_what_was_given_up_or_canceled_begins_anew(app: Quart, state: str) -> None:
    job_id = await write_job(app, state, attempts=14, done=30, total=100)

    async with app.app_context(), connect() as connection:
        is_queued = await retry_job(job_id)
        job = await select_job(connection, job_id)
        (claim,) = await claim_jobs(connection, KIND, 1) if is_queued else [None]

    assert job is not None
    assert is_queued is (state in {"failed", "canceled"})
    assert (job.state, job.attempts) == (("waiting", 0) if is_queued else (state, 14))
    assert (job.done, job.total) == ((0, 0) if is_queued else (30, 100))
    if claim:
        assert (claim.id, job.started_at, job.ended_at) == (job_id, None, None)


async def test_all_of_a_kind_that_were_given_up_begin_anew(app: Quart) -> None:
    sheep = await write_each_state(app)
    goat = await write_job(app, "failed", kind="count-goats")

    async with app.app_context():
        assert await retry_failed_jobs(KIND) == 1
        first = await read_states(app)
        assert await retry_failed_jobs() == 1

    assert first == {id_: state for state, id_ in sheep.items()} | {
        sheep["failed"]: "waiting",
        goat: "failed",
    }
    assert (await read_states(app))[goat] == "waiting"


async def test_pages_that_show_a_job_are_told_of_each_change(app: Quart) -> None:
    job_id = await write_job(app, "running")
    async with app.app_context():
        with app.extensions["LIVE"].open_queue(name_topic(job_id)) as queue:
            for change, succeeds in (
                (cancel_job, True),
                (cancel_job, False),
                (retry_job, True),
                (retry_job, False),
            ):
                assert await change(job_id) is succeeds
                assert queue.is_empty() is not succeeds
                if succeeds:
                    assert await queue.get() == "changed"


async def test_a_process_notices_that_its_job_was_canceled(app: Quart) -> None:
    async with app.app_context(), connect() as connection:
        await write_job(app, "canceled")
        job_id = await write_job(app, "waiting", due_at=STATES["done"]["ended_at"])
        (claim,) = await claim_jobs(connection, KIND, 2)

        assert claim.id == job_id
        assert await renew_lease(connection, claim)
        assert await cancel_job(job_id)
        assert not await renew_lease(connection, claim)


async def test_there_is_nothing_to_change_without_a_job(app: Quart) -> None:
    async with app.app_context():
        assert not await cancel_job(NOBODY)
        assert not await retry_job(NOBODY)
