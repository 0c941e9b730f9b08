"""The pages of mail and tasks, for admins."""

from datetime import timedelta
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.db import connect, transaction
from app.mail.messages import update_sent
from app.mail.outbox import queue_mail
from tests.mails import read_outbox
from tests.pages.reading import HTMX, read, read_outcome
from tests.workers import DAY, write_run

ADA, EVE = "ada@example.com", "eve@example.com"


async def queue(app: Quart, recipient: str, state: str = "") -> dict[str, Any]:
    """Queue a mail with a token, in a state that is written as SQL, and return it."""
    async with app.app_context(), transaction() as connection:
        await queue_mail(
            connection, recipient, "<b>Choose</b>", "accounts/reset", token="the-token"
        )
        if state:
            values = {"to": recipient}
            job = "SELECT job_id FROM outbox WHERE recipient = :to"
            update = f"UPDATE jobs SET {state} WHERE id = ({job})"  # noqa: S608
            await connection.execute(update, values)
    return next(mail for mail in await read_outbox(app) if mail["recipient"] == recipient)


async def give_up(app: Quart, recipient: str) -> dict[str, Any]:
    return await queue(
        app,
        recipient,
        "state = 'failed', due_at = NULL, attempts = 14, error = '550 <i>no such mailbox</i>'",
    )


async def send(app: Quart, recipient: str) -> dict[str, Any]:
    mail = await queue(app, recipient, "state = 'done', due_at = NULL")
    async with app.app_context(), connect() as connection:
        await update_sent(connection, mail["id"], forget_text=True)
    return mail


async def test_an_empty_outbox_says_what_will_be_there(admin_client: Client) -> None:
    page = await read(await admin_client.get("/admin/outbox"))

    assert "0 waiting, 0 given up, 0 sent" in page
    assert "We have not given up on any mail." in page
    assert "No mail is waiting." in page
    assert "<button" not in page.partition("<main")[2].partition("</main>")[0]


async def test_mail_is_counted_and_shown_without_its_text(app: Quart, admin_client: Client) -> None:
    await give_up(app, EVE)
    await queue(app, ADA, "attempts = 1")
    await send(app, "bob@example.com")

    page = await read(await admin_client.get("/admin/outbox"))

    given_up, _, waiting = page.partition("<h2>Waiting</h2>")
    assert "1 waiting, 1 given up, 1 sent" in page
    assert f"To {EVE}, queued on" in given_up
    assert "14 attempts." in given_up
    assert "550 &lt;i&gt;no such mailbox" in given_up
    assert f"To {ADA}, queued on" in waiting
    assert "1 attempt.\n" in waiting
    assert "Next attempt on <time" in waiting
    assert "&lt;b&gt;Choose&lt;/b&gt;" in waiting
    assert "bob@example.com" not in page
    for hidden in ("the-token", "Follow this link", "<b>", "<i>"):
        assert hidden not in page


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("every", [True, False])
async def test_what_was_given_up_is_tried_again(
    app: Quart, admin_client: Client, headers: dict[str, str], every: bool
) -> None:
    mail = await give_up(app, EVE)
    await give_up(app, ADA)

    path = "/admin/outbox/retry" if every else f"/admin/outbox/{mail['job_id']}/retry"
    response = await admin_client.post(path, headers=headers)

    page = await read_outcome(admin_client, response, headers)
    waiting = {mail["recipient"] for mail in await read_outbox(app) if mail["due_at"]}
    assert response.status_code == (200 if headers else 303)
    assert waiting == ({ADA, EVE} if every else {EVE})
    assert "We will try again" in page
    assert ("<html" in page) is not bool(headers)
    assert ("autofocus" in page) is bool(headers)


async def test_what_was_not_given_up_is_not_tried_again(app: Quart, admin_client: Client) -> None:
    mail = await send(app, ADA)

    response = await admin_client.post(f"/admin/outbox/{mail['job_id']}/retry")

    assert response.status_code == 404
    assert (await read_outbox(app))[0]["due_at"] is None


async def test_many_mails_are_not_all_shown(
    app: Quart, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.mail.messages.MAX_SHOWN", 2)
    monkeypatch.setattr("app.admin.pages.overview.MAX_SHOWN", 2)
    for number in range(3):
        await give_up(app, f"{number}@example.com")

    page = await read(await admin_client.get("/admin/outbox"))

    assert page.count("14 attempts") == 2
    assert "Only the newest 2 are shown." in page


async def test_tasks_are_listed_with_their_last_and_next_run(
    app: Quart, admin_client: Client
) -> None:
    async def tidy() -> None: ...

    app.extensions["QUART_TASKS"].add_cron_task(tidy, "5 4 * * *", name="tidy")
    await write_run(app, "delete-old-mail", ago=DAY, lease=-DAY)
    await write_run(app, "delete-old-jobs", ago=timedelta(seconds=3))
    await write_run(app, "tidy", ago=DAY)
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE task_runs SET outcome = 'ok', seconds = 1.25 WHERE name = 'delete-old-jobs'"
        )

    page = await read(await admin_client.get("/admin/tasks"))

    rows = {row.partition("<")[0]: row for row in page.split('<th scope="row">')[1:]}
    assert "every hour" in rows["delete-old-jobs"]
    assert rows["delete-old-jobs"].count("<time") == 2
    assert ">1.2</td>" in rows["delete-old-jobs"]
    assert ">ok</td>" in rows["delete-old-jobs"]
    assert 'class="bad">interrupted</td>' in rows["delete-old-mail"]
    assert "5 4 * * *" in rows["tidy"]
    assert ", 04:05</time>" in rows["tidy"]
    assert ">never</td>" in rows["delete-expired-sessions"]
    assert "when tasks start" in rows["delete-expired-sessions"]
