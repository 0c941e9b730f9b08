"""A mail server that is away, refuses, hangs, or is there at times."""

import asyncio
from datetime import timedelta

import pytest
from quart import Quart

from app import jobs
from app.config import Settings
from app.jobs import runner
from app.jobs.changes import retry_failed_jobs
from app.jobs.runner import run_due_jobs, run_jobs
from app.mail import outbox, smtp
from tests.mails import Inbox, make_due, queue_greetings, read_outbox, run_inbox, wait_until

pytestmark = pytest.mark.slow

MANY = [f"{number:02}@example.com" for number in range(30)]
LATER = "451 4.3.0 Try again later"


@pytest.fixture(autouse=True)
def long_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take no busy machine for a server that hangs."""
    monkeypatch.setattr(outbox, "ATTEMPT_SECONDS", 600)
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 600)


async def deliver(app: Quart, settings: Settings) -> None:
    app.config["SETTINGS"] = settings
    await run_due_jobs(app)


async def test_mail_waits_for_a_server_that_is_away(app: Quart, settings: Settings) -> None:
    await queue_greetings(app, MANY)

    await deliver(app, Inbox().settings(settings, "smtp://127.0.0.1:1/"))
    async with run_inbox() as inbox:
        await make_due(app)
        await deliver(app, inbox.settings(settings))

    assert inbox.recipients == MANY


async def test_mail_reaches_a_server_that_comes_and_goes(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "MAX_DELAY", timedelta(0))
    async with run_inbox() as inbox:
        inbox.answers = [LATER, "421 4.3.2 Bye", "450 4.2.0 Try later"] * len(MANY)
        await queue_greetings(app, MANY)

        await deliver(app, inbox.settings(settings))

    assert inbox.recipients == MANY
    assert all(row["sent_at"] for row in await read_outbox(app))


async def test_a_server_that_refuses_for_a_day_has_its_mail_kept(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "MAX_DELAY", timedelta(0))
    async with run_inbox() as inbox:
        inbox.answers = [LATER] * jobs.ATTEMPTS * 2
        await queue_greetings(app, MANY[:2])
        await deliver(app, inbox.settings(settings))
        refused = inbox.recipients
        async with app.app_context():
            await retry_failed_jobs()

        await deliver(app, inbox.settings(settings))

    assert refused == []
    assert inbox.recipients == MANY[:2]


async def test_a_server_that_hangs_is_left_and_asked_again(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue_greetings(app, MANY[:3])
    async with run_inbox() as inbox:
        inbox.is_open.clear()
        with monkeypatch.context() as patch:
            patch.setattr(smtp, "ANSWER_SECONDS", 0.2)
            await deliver(app, inbox.settings(settings))
        inbox.is_open.set()
        await make_due(app)

        await deliver(app, inbox.settings(settings))

    assert inbox.recipients == MANY[:3]


async def test_an_attempt_that_never_ends_is_left_and_made_again(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a server that gives each answer just in time."""

    async def hang(_: smtp.Mail) -> None:
        await asyncio.Event().wait()

    await queue_greetings(app, MANY[:3])
    async with run_inbox() as inbox:
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "ATTEMPT_SECONDS", 0.2)
            patch.setattr(outbox, "send_mail", hang)
            await deliver(app, inbox.settings(settings))
        await make_due(app)

        await deliver(app, inbox.settings(settings))

    assert inbox.recipients == MANY[:3]


async def test_while_a_server_hangs_no_connection_is_held(app: Quart, settings: Settings) -> None:
    await queue_greetings(app, MANY)
    async with run_inbox() as inbox:
        inbox.is_open.clear()
        delivering = asyncio.create_task(deliver(app, inbox.settings(settings)))
        await wait_until(lambda: inbox.asked == outbox.AT_ONCE)

        response = await app.test_client().get("/readyz")
        inbox.is_open.set()
        await delivering

    assert response.status_code == 200
    assert inbox.recipients == MANY


async def test_at_shutdown_what_is_on_its_way_is_finished_and_no_more_is_begun(
    app: Quart, settings: Settings
) -> None:
    await queue_greetings(app, MANY)
    async with run_inbox() as inbox:
        inbox.is_open.clear()
        app.config["SETTINGS"] = inbox.settings(settings)
        delivering = asyncio.create_task(run_jobs(app))
        await wait_until(lambda: inbox.asked == outbox.AT_ONCE)
        app.shutdown_event.set()
        inbox.is_open.set()
        await delivering

    sent = [row["recipient"] for row in await read_outbox(app) if row["sent_at"]]
    assert sorted(sent) == inbox.recipients
    assert len(sent) == outbox.AT_ONCE
