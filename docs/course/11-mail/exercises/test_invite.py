from collections.abc import AsyncIterator

import pytest
from app.config import Settings
from app.db import connect
from app.jobs.runner import run_due_jobs
from invite import invite
from quart import Quart
from tests.mails import Inbox, make_due
from werkzeug.exceptions import Conflict


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return inbox.settings(settings)


@pytest.fixture(autouse=True)
async def context(app: Quart) -> AsyncIterator[None]:
    async with app.app_context():
        async with connect() as connection:
            await connection.execute("CREATE TABLE invitations (name TEXT PRIMARY KEY)")
        yield


async def test_an_invitation_is_mailed_when_the_outbox_is_delivered(
    app: Quart, inbox: Inbox
) -> None:
    await invite("ann")
    assert inbox.recipients == [], "It was sent inside of the transaction."

    await run_due_jobs(app)
    assert inbox.recipients == ["ann@example.com"]


async def test_an_invitation_that_fails_is_not_mailed(app: Quart, inbox: Inbox) -> None:
    await invite("ann")
    with pytest.raises(Conflict):
        await invite("ann")

    await run_due_jobs(app)
    assert inbox.recipients == ["ann@example.com"]


async def test_an_invitation_waits_for_a_server_that_is_busy(app: Quart, inbox: Inbox) -> None:
    inbox.answers.append("451 4.3.0 Try again later")

    await invite("ann")
    await run_due_jobs(app)
    await make_due(app)
    await run_due_jobs(app)

    assert inbox.recipients == ["ann@example.com"]
