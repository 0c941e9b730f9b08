"""Jobs that fail: when they are tried again, and when they are given up and deleted."""

from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart

from app.db import connect
from app.jobs import GiveUp, TryAgain, add_job, queries
from app.jobs.changes import retry_failed_jobs, retry_job
from app.jobs.runner import run_due_jobs
from tests.jobs.work import Work, change, queue, read


async def test_arguments_may_be_left_out_and_are_checked_when_they_are_read(
    app: Quart, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = await queue(app, work.note, "Ada")
    await change(app, """arguments = '{"name": 1}'""")

    await run_due_jobs(app)

    assert (await read(app, job_id)).state == "failed"
    assert "The function takes other arguments now" in caplog.text


async def test_a_function_that_is_no_job_is_named(app: Quart) -> None:
    async def unknown() -> None: ...

    with pytest.raises(LookupError, match=r"add_job\(app, unknown"):
        await queue(app, unknown)


async def test_an_error_is_tried_again_later_and_told_with_its_trace(
    app: Quart, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail() -> None:
        raise ValueError("It went wrong.")

    add_job(app, fail, at_once=1, attempts=2)
    job_id = await queue(app, fail)
    before = datetime.now(UTC)

    await run_due_jobs(app)
    waiting = await read(app, job_id)
    await change(app, "due_at = created_at")
    await run_due_jobs(app)
    failed = await read(app, job_id)

    assert waiting.due_at is not None
    assert before <= waiting.due_at - timedelta(seconds=30) <= datetime.now(UTC)
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert (failed.state, failed.attempts, failed.due_at) == ("failed", 2, None)
    assert failed.error == "ValueError('It went wrong.')"
    assert [record.levelname for record in caplog.records if record.exc_info] == [
        "ERROR",
        "ERROR",
    ]


@pytest.mark.parametrize(("error", "state"), [(TryAgain, "waiting"), (GiveUp, "failed")])
async def test_an_error_that_was_expected_has_no_trace(
    app: Quart, caplog: pytest.LogCaptureFixture, error: type[Exception], state: str
) -> None:
    async def fail() -> None:
        raise error("The server is away.")

    add_job(app, fail, at_once=1)
    job_id = await queue(app, fail)

    await run_due_jobs(app)

    job = await read(app, job_id)
    assert (job.state, job.error) == (state, "The server is away.")
    assert not any(record.exc_info for record in caplog.records)


async def test_a_job_that_was_given_up_begins_anew_on_demand(app: Quart, work: Work) -> None:
    first, second = await queue(app, work.note, "first"), await queue(app, work.note, "second")
    await change(app, "state = 'failed', due_at = NULL, attempts = 14")

    async with app.app_context():
        assert await retry_job(first)
        assert not await retry_job(first)
        assert await retry_failed_jobs() == 1
    await run_due_jobs(app)

    assert sorted(work.calls) == [("first", 0), ("second", 0)]
    assert (await read(app, second)).attempts == 1


@pytest.mark.parametrize(
    ("state", "days", "is_kept"),
    [
        ("done", 6, True),
        ("done", 8, False),
        ("failed", 89, True),
        ("failed", 91, False),
        ("canceled", 91, False),
        ("waiting", 91, True),
    ],
)
async def test_old_jobs_are_deleted(
    app: Quart, work: Work, state: str, days: int, is_kept: bool
) -> None:
    await queue(app, work.note, "Ada")
    values = {"then": datetime.now(UTC) - timedelta(days=days), "state": state}
    async with app.app_context(), connect() as connection:
        ended = "NULL" if state == "waiting" else ":then"
        await connection.execute(
            f"UPDATE jobs SET state = :state, created_at = :then, ended_at = {ended}",  # noqa: S608
            values,
        )
        await queries.delete_old_jobs()
        kept = await connection.fetch_val("SELECT count(*) FROM jobs")

    assert kept == is_kept
