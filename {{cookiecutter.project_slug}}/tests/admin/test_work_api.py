"""The JSON API of the work in the background, for admins: mail, periodic tasks, and all numbers."""

from datetime import timedelta
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.factors import Factor, add_factor
from app.accounts.models import User
from app.db import Connection, connect, transaction
from app.mail.outbox import queue_mail
from tests.jobs.rows import read_states, write_each_state, write_job
from tests.routes import NOTHING
from tests.workers import DAY, write_run

EVE = "eve@example.com"


async def queue(app: Quart, recipient: str, changes: str = "") -> None:
    """Queue a mail with a token, and change its job by SQL."""
    async with app.app_context(), transaction() as connection:
        await queue_mail(connection, recipient, "Choose", "accounts/reset", token="the-token")
        if changes:
            job = "SELECT job_id FROM outbox WHERE recipient = :to"
            update = f"UPDATE jobs SET {changes} WHERE id = ({job})"  # noqa: S608
            await connection.execute(update, {"to": recipient})


async def read(client: Client, path: str) -> Any:
    response = await client.get(path)
    assert response.status_code == 200
    return await response.get_json()


async def test_mail_is_listed_without_its_text(app: Quart, admin_client: Client) -> None:
    await queue(app, EVE, "state = 'failed', due_at = NULL, attempts = 14, error = 'no mailbox'")
    await queue(app, "ada@example.com")

    outbox = await read(admin_client, "/api/outbox")

    (given_up,), (waiting,) = outbox["given_up"], outbox["waiting"]
    assert outbox["counts"] == {"waiting": 1, "given_up": 1, "sent": 0}
    assert (given_up["recipient"], given_up["attempts"], given_up["due_at"]) == (EVE, 14, None)
    assert given_up["error"] == "no mailbox"
    assert waiting["due_at"]
    assert "the-token" not in str(outbox)


async def test_mail_that_was_given_up_is_tried_again_as_a_job(
    app: Quart, admin_client: Client
) -> None:
    await queue(app, EVE, "state = 'failed', due_at = NULL")
    (mail,) = (await read(admin_client, "/api/outbox"))["given_up"]

    response = await admin_client.post(f"/api/jobs/{mail['job_id']}/retry")

    assert response.status_code == 204
    assert (await read(admin_client, "/api/outbox"))["counts"]["waiting"] == 1


@pytest.mark.parametrize("kind", [None, "count-sheep"])
async def test_all_jobs_that_failed_are_run_again_or_those_of_a_kind(
    app: Quart, admin_client: Client, kind: str | None
) -> None:
    sheep, mail = await write_job(app, "failed"), await write_job(app, "failed", "deliver-mail")
    canceled = await write_job(app, "canceled")

    response = await admin_client.post("/api/jobs/retry", json={"kind": kind} if kind else {})

    assert response.status_code == 204
    assert await read_states(app) == {
        sheep: "waiting",
        mail: "failed" if kind else "waiting",
        canceled: "canceled",
    }


async def test_jobs_are_counted_by_kind(app: Quart, admin_client: Client) -> None:
    await write_each_state(app)

    counts = {
        each.pop("kind"): each for each in (await read(admin_client, "/api/jobs/counts"))["items"]
    }

    assert counts["count-sheep"] == {"waiting": 1, "running": 1, "failed": 1, "canceled": 1}
    assert counts["deliver-mail"] == {"waiting": 0, "running": 0, "failed": 0, "canceled": 0}


async def test_tasks_are_listed_with_their_last_run(app: Quart, admin_client: Client) -> None:
    await write_run(app, "delete-old-mail", ago=DAY, lease=-DAY)
    await write_run(app, "delete-old-jobs", ago=timedelta(seconds=3))

    tasks = {each["name"]: each for each in (await read(admin_client, "/api/tasks"))["items"]}

    assert tasks["delete-old-mail"]["outcome"] == "interrupted"
    assert tasks["delete-old-jobs"]["outcome"] == "running"
    assert tasks["delete-old-jobs"]["schedule"] == "every hour"
    assert tasks["delete-expired-sessions"]["outcome"] == "never"
    assert tasks["delete-expired-sessions"]["due_at"] is None


async def test_numbers_say_how_the_app_is_doing(
    app: Quart, admin_client: Client, user: User
) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE users SET created_at = :then WHERE id = :id",
            {"then": user.created_at - timedelta(days=8), "id": user.id},
        )
    await write_each_state(app)
    await write_run(app, "delete-old-mail", ago=DAY, lease=-DAY)

    assert await read(admin_client, "/api/numbers") == {
        "people": {"total": 2, "joined": 1},
        "mail": {"waiting": 0, "given_up": 0, "sent": 0},
        "jobs": {"waiting": 1, "given_up": 1},
        "failed_tasks": 1,
    }


async def test_factors_are_listed_with_their_labels(app: Quart, admin_client: Client) -> None:
    async def describe(connection: Connection, user_id: str) -> str:
        return "a badge"

    add_factor(app, "badges", Factor("badge", describe, describe))

    factors = (await read(admin_client, "/api/factors"))["items"]

    assert {"name": "badges", "label": "badge"} in factors


async def test_one_user_is_shown(admin_client: Client, user: User) -> None:
    shown = await read(admin_client, f"/api/users/{user.id}")

    assert shown["email"] == user.email
    assert (await admin_client.get(f"/api/users/{NOTHING}")).status_code == 404
