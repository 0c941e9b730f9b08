"""The outbox: mail is kept with its cause, and delivered once."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from quart import Quart

from app import create_app, jobs
from app.config import Settings
from app.db import connect, transaction
from app.jobs import runner
from app.jobs.runner import run_due_jobs
from app.mail import smtp as mail
from app.mail.messages import delete_mail_to, delete_old_mail
from app.mail.outbox import queue_mail
from tests.mails import Inbox, make_due, queue_greetings, read_outbox
from tests.workers import start_apps

ADA = "ada@example.com"
MANY = [f"{number:02}@example.com" for number in range(45)]
LATER = "451 4.3.0 Try again later"


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return inbox.settings(settings)


async def test_mail_is_dropped_with_its_cause(app: Quart) -> None:
    async with app.app_context():
        with suppress(ZeroDivisionError):
            async with transaction() as connection:
                await queue_mail(connection, ADA, "Hello", "mail/greeting", name="Ada")
                _ = 1 / 0

    assert await read_outbox(app) == []


async def test_both_parts_arrive(app: Quart, inbox: Inbox) -> None:
    await queue_greetings(app, [ADA], name="Zoë")
    before = datetime.now(UTC).replace(microsecond=0)

    await run_due_jobs(app)

    (message,) = inbox.messages
    assert message["To"] == ADA
    assert message["From"] == "app@example.com"
    assert message["Subject"] == "Hello · Test app"
    assert message["Auto-Submitted"] == "auto-generated"
    assert before <= message["Date"].datetime <= datetime.now(UTC)
    text, html = message.iter_parts()
    address = "http://127.0.0.1:8000"
    expected = f"Dear Zoë, this is Test app at {address}."
    assert (text.get_content_type(), text.get_content().strip()) == ("text/plain", expected)
    assert (html.get_content_type(), html.get_content().strip()) == (
        "text/html",
        html.get_content().strip(),
    )
    link = f'<a href="{address}" rel="noopener">{address}</a>'
    assert f">Dear Zoë, this is Test app at {link}.</p>" in html.get_content()


async def test_html_is_escaped_and_text_is_not(app: Quart) -> None:
    await queue_greetings(app, [ADA], name="<b>Ada</b> & Co")

    (row,) = await read_outbox(app)
    assert "Dear <b>Ada</b> & Co," in row["text"]
    assert "Dear &lt;b&gt;Ada&lt;/b&gt; &amp; Co," in row["html"]


async def test_a_name_with_lines_adds_no_header(settings: Settings, inbox: Inbox) -> None:
    name = "Test\r\nBcc: eve@example.com\r\n\r\nText"
    app = create_app(settings.model_copy(update={"app_name": name}))
    async with app.test_app():
        await queue_greetings(app, [ADA])
        await run_due_jobs(app)

    (message,) = inbox.messages
    assert message["Subject"] == "Hello · Test Bcc: eve@example.com Text"
    assert message["Bcc"] is None


@pytest.mark.parametrize("recipient", [f"{ADA}\nBcc: eve@example.com", f"{ADA}, eve@example.com"])
async def test_a_recipient_is_one_address(app: Quart, inbox: Inbox, recipient: str) -> None:
    await queue_greetings(app, [recipient])

    await run_due_jobs(app)

    assert inbox.messages == []
    assert (await read_outbox(app))[0]["error"] != ""


@pytest.mark.slow
async def test_many_workers_deliver_each_message_once(settings: Settings, inbox: Inbox) -> None:
    async with start_apps(settings, 4) as apps:
        await queue_greetings(apps[0], MANY)

        await asyncio.gather(*(run_due_jobs(app) for app in apps for _ in range(2)))
        await run_due_jobs(apps[0])

        assert inbox.recipients == MANY
        assert all(row["attempts"] == 1 for row in await read_outbox(apps[0]))


async def test_what_was_sent_is_forgotten(app: Quart) -> None:
    await queue_greetings(app, [ADA])

    await run_due_jobs(app)

    (row,) = await read_outbox(app)
    assert (row["text"], row["html"], row["due_at"]) == ("", "", None)
    assert row["sent_at"] is not None


async def test_without_a_server_it_is_kept_to_be_shown(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"smtp_url": ""}))
    async with app.test_app():
        await queue_greetings(app, [ADA])

        await run_due_jobs(app)

        (row,) = await read_outbox(app)
    assert row["sent_at"] is not None
    assert "Dear Ada" in row["text"]
    assert "Dear Ada" in row["html"]


async def test_a_refusal_is_tried_again_later_and_later(app: Quart, inbox: Inbox) -> None:
    inbox.answers = [LATER, LATER]
    await queue_greetings(app, [ADA])

    for seconds in (30, 60):
        before = datetime.now(UTC)
        await run_due_jobs(app)
        (row,) = await read_outbox(app)
        began = row["due_at"] - timedelta(seconds=seconds)
        assert before <= began <= datetime.now(UTC)
        await make_due(app)
    await run_due_jobs(app)

    assert inbox.recipients == [ADA]


async def test_what_is_not_due_waits(app: Quart, inbox: Inbox) -> None:
    inbox.answers = [LATER]
    await queue_greetings(app, [ADA])

    for _ in range(3):
        await run_due_jobs(app)

    assert inbox.asked == 1


@pytest.mark.slow
async def test_after_the_last_attempt_it_is_given_up(
    app: Quart, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "MAX_DELAY", timedelta(0))
    inbox.answers = [LATER] * 100
    await queue_greetings(app, [ADA])

    await run_due_jobs(app)

    (row,) = await read_outbox(app)
    assert (row["due_at"], row["attempts"]) == (None, jobs.ATTEMPTS)


@pytest.mark.slow
async def test_one_that_cannot_be_written_stops_no_other(
    app: Quart, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    compose_message = mail.compose_message

    def compose(message: mail.Mail, settings: Settings) -> EmailMessage:
        if message.recipient == ADA:
            raise IndexError("A fault in a library.")
        return compose_message(message, settings)

    monkeypatch.setattr(mail, "compose_message", compose)
    await queue_greetings(app, [ADA, *MANY])

    await run_due_jobs(app)

    assert inbox.recipients == MANY
    (failed,) = [row for row in await read_outbox(app) if row["recipient"] == ADA]
    assert failed["error"] == "IndexError('A fault in a library.')"


@pytest.mark.parametrize(
    ("is_sent", "is_waiting", "days", "is_kept"),
    [
        (True, False, 6, True),
        (True, False, 8, False),
        (False, False, 89, True),
        (False, False, 91, False),
        (False, True, 91, True),
    ],
)
async def test_old_mail_is_deleted(
    app: Quart, is_sent: bool, is_waiting: bool, days: int, is_kept: bool
) -> None:
    await queue_greetings(app, [ADA])
    values = {"at": datetime.now(UTC) - timedelta(days=days)}
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE outbox SET created_at = :at", values)
        if is_sent:
            await connection.execute("UPDATE outbox SET sent_at = :at", values)
        if not is_waiting:
            await connection.execute("UPDATE jobs SET due_at = NULL")
        await delete_old_mail()

    assert len(await read_outbox(app)) == is_kept


async def test_mail_to_a_person_who_left_is_deleted(app: Quart) -> None:
    await queue_greetings(app, [ADA, MANY[0]])

    async with app.app_context(), connect() as connection:
        await delete_mail_to(connection, ADA)

    assert [row["recipient"] for row in await read_outbox(app)] == [MANY[0]]
