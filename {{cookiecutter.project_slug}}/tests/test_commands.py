"""The platform's own commands."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import Result
from quart import Quart

from app.config import Settings
from app.jobs import queries
from app.task_runs import format_period
from tests.mails import Inbox, queue_greetings, read_outbox
from tests.workers import DAY, read_run, write_run

Run = Callable[..., Result]
ADA, EVE = "ada@example.com", "eve@example.com"
NOBODY = "550 5.1.1 There is no such mailbox"


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return inbox.settings(settings)


async def test_a_test_mail_arrives(run_command: Run, inbox: Inbox) -> None:
    result = await asyncio.to_thread(run_command, "send-test-mail", ADA)

    assert result.exit_code == 0
    (message,) = inbox.messages
    assert message["To"] == ADA
    assert message["From"] == "app@example.com"
    assert message["Subject"] == "Test from Test app"


async def test_a_mail_server_that_refuses_is_named(run_command: Run, inbox: Inbox) -> None:
    inbox.answers = [NOBODY]

    result = await asyncio.to_thread(run_command, "send-test-mail", ADA)

    assert result.exit_code == 1
    assert "SMTP_URL" in result.output
    assert "no such mailbox" in result.output


async def test_mail_is_counted_and_what_was_given_up_is_shown(
    app: Quart, run_command: Run, inbox: Inbox
) -> None:
    inbox.answers = [NOBODY]
    await queue_greetings(app, [EVE])
    await deliver(run_command)
    await queue_greetings(app, [ADA])
    await deliver(run_command)
    await queue_greetings(app, [ADA])

    result = await asyncio.to_thread(run_command, "list-mail")

    counts, dead = result.output.splitlines()
    assert counts == "1 waiting, 1 sent, 1 given up"
    assert f"{EVE} 'Hello · Test app': SMTPRecipientsRefused" in dead


async def test_what_was_given_up_is_sent_once_more_on_demand(
    app: Quart, run_command: Run, inbox: Inbox
) -> None:
    inbox.answers = [NOBODY]
    await queue_greetings(app, [EVE])
    await deliver(run_command)

    result = await asyncio.to_thread(run_command, "retry-mail")
    await deliver(run_command)

    assert result.output.startswith("Waiting to be sent again: 1")
    assert inbox.recipients == [EVE]
    assert (await read_outbox(app))[0]["error"] == ""


async def deliver(run_command: Run) -> None:
    result = await asyncio.to_thread(run_command, "run-jobs")
    assert result.exit_code == 0


async def test_a_task_run_by_hand_is_recorded(app: Quart, run_command: Run) -> None:
    result = await asyncio.to_thread(run_command, "invoke-task", "delete-old-jobs")

    run = await read_run(app, "delete-old-jobs")
    assert result.exit_code == 0
    assert (run["outcome"], run["lease_until"]) == ("ok", None)


async def test_a_task_that_fails_by_hand_ends_with_1(
    app: Quart, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_query: str, _values: object) -> None:
        raise RuntimeError("It went wrong.")

    monkeypatch.setattr(queries, "delete_in_batches", fail)

    result = await asyncio.to_thread(run_command, "invoke-task", "delete-old-jobs")

    assert result.exit_code == 1
    assert "The task delete-old-jobs failed: It went wrong." in result.output
    assert (await read_run(app, "delete-old-jobs"))["outcome"] == "failed"


async def test_an_unknown_task_is_named(run_command: Run) -> None:
    result = await asyncio.to_thread(run_command, "invoke-task", "nothing")

    assert result.exit_code == 1
    assert "Task nothing not found" in result.output


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.5, "every 0.5 seconds"),
        (5, "every 5 seconds"),
        (90, "every 90 seconds"),
        (900, "every 15 minutes"),
        (3_600, "every hour"),
        (172_800, "every 2 days"),
    ],
)
def test_a_schedule_is_told_as_people_say_it(seconds: float, words: str) -> None:
    assert format_period(timedelta(seconds=seconds)) == words


async def test_tasks_are_listed_with_their_last_run(app: Quart, run_command: Run) -> None:
    await write_run(app, "delete-old-mail", ago=DAY, lease=-DAY)
    await asyncio.to_thread(run_command, "invoke-task", "delete-old-jobs")

    result = await asyncio.to_thread(run_command, "list-tasks")

    lines = {line.split()[0]: " ".join(line.split()) for line in result.output.splitlines()}
    assert lines["Task"] == "Task Schedule Next run (UTC) Last run (UTC) Seconds Outcome"
    assert lines["delete-old-jobs"].startswith("delete-old-jobs every hour 20")
    assert lines["delete-old-jobs"].endswith("ok")
    assert lines["delete-old-mail"].endswith("interrupted")
    assert any(line.endswith("never") for line in lines.values())
