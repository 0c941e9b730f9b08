"""A clock that is set back: mail and tasks wait no longer than they usually do."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart

from app import task_runs
from app.config import Settings
from app.db import connect
from app.mail.delivery import deliver_mail
from app.mail.outbox import compute_delay
from tests.mails import Inbox, queue_greetings
from tests.workers import DAY, start_worker, write_run

ADA, BOB = "ada@example.com", "bob@example.com"


@pytest.mark.parametrize("attempts", [0, 1, 2, 5, 13])
async def test_mail_waits_no_longer_because_the_clock_was_set_back(
    app: Quart, settings: Settings, inbox: Inbox, attempts: int
) -> None:
    """One message has the time it got before the clock was set back by two hours."""
    app.config["SETTINGS"] = inbox.settings(settings)
    await queue_greetings(app, [ADA, BOB])
    usual = compute_delay(attempts) if attempts else timedelta(0)
    change = "UPDATE outbox SET attempts = :attempts, due_at = :due_at WHERE recipient = :recipient"
    async with app.app_context(), connect() as connection:
        for recipient, due_at in (
            (ADA, datetime.now(UTC) + usual + timedelta(hours=2)),
            (BOB, datetime.now(UTC) + usual),
        ):
            values = {"attempts": attempts, "due_at": due_at, "recipient": recipient}
            await connection.execute(change, values)

    async with app.app_context():
        await deliver_mail()

    assert inbox.recipients == ([ADA] if attempts else [ADA, BOB])


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
