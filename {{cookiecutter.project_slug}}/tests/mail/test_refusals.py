"""Refusals of a mail server: only a wrong address is given up immediately."""

import pytest
from quart import Quart

from app.config import Settings
from app.jobs.runner import run_due_jobs
from tests.mails import Inbox, make_due, queue_greetings, read_outbox

ADA = "ada@example.com"
NOBODY = "550 5.1.1 There is no such mailbox"


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return inbox.settings(settings)


@pytest.mark.parametrize(
    "answer",
    [
        NOBODY,
        "550-5.1.1 The account does not exist,\r\n550 5.1.1 or has been deleted",
        "550 5.1.2 There is no such domain",
        "501 5.1.3 That is not an address",
        "550 5.1.6 The mailbox has moved",
        "556 5.1.10 The domain takes no mail",
    ],
)
async def test_an_address_that_is_wrong_is_given_up_immediately(
    app: Quart, inbox: Inbox, answer: str
) -> None:
    inbox.answers = [answer]
    await queue_greetings(app, [ADA])

    await run_due_jobs(app)

    (row,) = await read_outbox(app)
    assert (row["due_at"], row["sent_at"], row["attempts"]) == (None, None, 1)
    assert answer[-10:] in row["error"]
    assert "Dear Ada" in row["text"]


@pytest.mark.parametrize(
    "answer",
    [
        "550 No such user here",  # as Exim writes it, and just so when it does not relay
        "550 5.1.0 Address rejected",
        "550 5.1.7 The sender's address is malformed",
        "554 5.1.8 The sender's domain was not found",
        "550 5.2.1 The mailbox receives too much mail",
        "552 5.2.2 The mailbox is full",
        "550 5.4.1 Access denied",
        "503 5.5.1 Bad sequence of commands",
        "504 5.5.2 A fully-qualified host name is needed",
        "550 5.7.1 Log in first",
        "554 5.7.1 Relay access denied",
        "550 5.7.26 The sender is not authenticated",
        "421 4.7.0 Try again later",
        "450 4.1.1 The mailbox was not found",
        "550 5.1.11 Unknown",
    ],
)
async def test_a_refusal_of_anything_else_is_tried_again(
    app: Quart, inbox: Inbox, answer: str
) -> None:
    inbox.answers = [answer]
    await queue_greetings(app, [ADA])

    await run_due_jobs(app)
    await make_due(app)
    await run_due_jobs(app)

    assert inbox.recipients == [ADA]


@pytest.mark.parametrize("command", ["MAIL", "DATA"])
async def test_a_refusal_of_another_command_is_tried_again(
    app: Quart, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    async def refuse(*_: object) -> str:
        return NOBODY

    await queue_greetings(app, [ADA])
    with monkeypatch.context() as patch:
        patch.setattr(Inbox, f"handle_{command}", refuse, raising=False)
        await run_due_jobs(app)
        (refused,) = await read_outbox(app)
        await make_due(app)

    await run_due_jobs(app)

    assert (refused["attempts"], refused["sent_at"]) == (1, None)
    assert inbox.recipients == [ADA]
