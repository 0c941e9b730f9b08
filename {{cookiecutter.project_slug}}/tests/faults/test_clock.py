"""A clock that is set back: mail and tasks wait no longer than they usually do."""

import asyncio
from datetime import UTC, datetime, timedelta

from quart import Quart

from app import task_runs
from app.config import Settings
from app.db import connect
from app.jobs.queries import correct_times
from app.jobs.runner import run_due_jobs
from tests.mails import Inbox, queue_greetings
from tests.workers import DAY, start_worker, write_run

ADA, BOB = "ada@example.com", "bob@example.com"


async def test_mail_waits_no_longer_because_the_clock_was_set_back(
    app: Quart, settings: Settings, inbox: Inbox
) -> None:
    """One message has the time it got before the clock was set back by two hours."""
    app.config["SETTINGS"] = inbox.settings(settings)
    await queue_greetings(app, [ADA, BOB])
    change = """UPDATE jobs SET changed_at = :changed_at, due_at = :due_at
                 WHERE id = (SELECT job_id FROM outbox WHERE recipient = :recipient)"""
    now, delay = datetime.now(UTC), timedelta(hours=1)
    async with app.app_context(), connect() as connection:
        for recipient, changed_at in ((ADA, now + timedelta(hours=2)), (BOB, now)):
            values = {"changed_at": changed_at, "due_at": changed_at + delay}
            await connection.execute(change, {**values, "recipient": recipient})
        await correct_times()

    await run_due_jobs(app)

    assert inbox.recipients == [ADA]


async def test_a_lease_from_before_the_clock_was_set_back_holds_no_task_up(
    app: Quart, settings: Settings
) -> None:
    ran = asyncio.Event()

    async def run() -> None:
        ran.set()

    await write_run(app, "daily", ago=DAY, lease=timedelta(hours=1) + task_runs.LEASE)

    async with start_worker(settings, daily=(DAY, run)) as worker:
        await ran.wait()
        async with worker.app_context():
            (state,) = await task_runs.list_task_states()

    assert state.due_at is not None
    assert state.due_at <= datetime.now(UTC) + DAY
