"""The export of the own account: what is in it, and how far it is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.export import ATTEMPTS, add_export, add_long_export, queries, writing
from app.accounts.models import User
from app.db import Connection, connect
from app.jobs.runner import run_due_jobs
from app.mail.outbox import queue_mail
from tests.accounts.people import create_user, disable, export_account, log_in, read_mail
from tests.constants import EMAIL

PATH = "/api/users/me/export"
FILE = "/api/users/me/export/file"


async def test_an_export_holds_what_is_kept_and_no_secret(app: Quart, user_client: Client) -> None:
    async def export_notes(connection: Connection, user_id: str) -> list[str]:
        return [f"a note of {user_id}"]

    add_export(app, "my notes", export_notes)
    async with app.app_context(), connect() as connection:
        await queue_mail(connection, EMAIL, "Hello", "accounts/deleted")

    export = await export_account(user_client)

    assert export["user"]["email"] == EMAIL
    assert len(export["sessions"]) == 1
    assert [mail["subject"] for mail in export["mails"]] == ["Hello · Test app"]
    assert export["features"]["my notes"] == [f"a note of {export['user']['id']}"]
    assert "argon2" not in str(export)


@pytest.mark.parametrize("short", [{}, {"badges": 1}])
async def test_long_lists_are_features_like_the_others(
    app: Quart, user: User, user_client: Client, short: dict[str, int]
) -> None:
    async def export_badges(connection: Connection, user_id: str) -> int:
        return short["badges"]

    async def iterate_notes(user_id: str) -> AsyncIterator[list[str]]:
        for part in ([], ["a", 'b"]'], [user_id], []):
            yield part

    async def iterate_nothing(user_id: str) -> AsyncIterator[list[str]]:
        yield []

    app.extensions["EXPORTS"] = dict.fromkeys(short, export_badges)
    app.extensions["LONG_EXPORTS"] = {}
    add_long_export(app, "my notes", iterate_notes)
    add_long_export(app, "none", iterate_nothing)

    export = await export_account(user_client)

    assert export["features"] == {**short, "my notes": ["a", 'b"]', user.id], "none": []}


@pytest.mark.parametrize("size", [pytest.param(1, marks=pytest.mark.slow), 7, 1000])
async def test_an_export_is_the_same_in_parts_of_any_size(
    app: Quart, user_client: Client, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PART_SIZE", size)

    export = await export_account(user_client)

    state = await (await user_client.get(PATH)).get_json()
    assert export["user"]["email"] == EMAIL
    assert await count_parts(app) == (1, ceil(state["size"] / size))


async def test_an_export_waits_then_is_done_and_the_owner_is_told(
    app: Quart, user_client: Client
) -> None:
    asked = await user_client.post(PATH)
    waiting = await asked.get_json()
    early = await user_client.get(FILE)
    await run_due_jobs(app)
    done = await (await user_client.get(PATH)).get_json()

    ((recipient, subject, text),) = await read_mail(app)
    assert (asked.status_code, early.status_code) == (202, 404)
    assert "not ready yet" in await early.get_data(as_text=True)
    assert waiting["state"] == "waiting"
    assert done["state"] == "done"
    assert done["done"] == done["total"] > 0
    assert done["expires_at"] == waiting["expires_at"] > done["created_at"]
    assert (recipient, subject) == (EMAIL, "Your data is ready · Test app")
    assert "/account/data" in text


async def test_who_has_asked_for_nothing_has_no_export(user_client: Client) -> None:
    answers = [
        await user_client.get(PATH),
        await user_client.delete(PATH),
        await user_client.get(FILE),
        await user_client.get(f"{PATH}/events"),
    ]

    for answer in answers:
        assert answer.status_code == 404
        assert "You have no export." in (await answer.get_json())["detail"]


async def test_an_export_that_is_underway_is_not_begun_again(
    app: Quart, user_client: Client
) -> None:
    first = await (await user_client.post(PATH)).get_json()
    again = await (await user_client.post(PATH)).get_json()
    await run_due_jobs(app)

    activity = await (await user_client.get("/api/users/me/activity")).get_json()
    assert first == again
    assert [event["event"] for event in activity["items"]].count("data exported") == 1
    assert len(await read_mail(app)) == 1


async def test_an_export_replaces_the_one_before(app: Quart, user_client: Client) -> None:
    before = await export_account(user_client)

    after = await export_account(user_client)

    assert len(after["activity"]) == len(before["activity"]) + 1
    assert await count_parts(app) == (1, 1)


async def test_an_export_is_canceled_or_deleted(app: Quart, user_client: Client) -> None:
    await user_client.post(PATH)
    canceled = await user_client.delete(PATH)
    await run_due_jobs(app)
    mail = await read_mail(app)
    await export_account(user_client)
    deleted = await user_client.delete(PATH)

    assert (canceled.status_code, deleted.status_code) == (204, 204)
    assert mail == []
    assert (await user_client.get(PATH)).status_code == 404
    assert await count_parts(app) == (0, 0)


async def test_an_export_is_deleted_after_a_week(app: Quart, user_client: Client) -> None:
    await create_user(app, "bob@example.com")
    await export_account(await log_in(app, "bob@example.com"))
    await export_account(user_client)
    async with app.app_context(), connect() as connection:
        await connection.execute(
            """UPDATE exports SET created_at = :at
                WHERE user_id = (SELECT id FROM users WHERE email = :email)""",
            {"at": datetime.now(UTC) - queries.KEEP, "email": EMAIL},
        )

    hidden = await user_client.get(PATH)
    before = await count_parts(app)
    async with app.app_context():
        await queries.delete_expired_exports()

    assert hidden.status_code == 404
    assert (before, await count_parts(app)) == ((2, 2), (1, 1))


async def test_an_export_that_fails_for_good_says_so(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def iterate_notes(user_id: str) -> AsyncIterator[list[str]]:
        yield ["first"]
        raise ValueError

    monkeypatch.setattr("app.jobs.runner.compute_delay", lambda attempts: timedelta())
    add_long_export(app, "my notes", iterate_notes)
    await user_client.post(PATH)

    await run_due_jobs(app)

    state = await (await user_client.get(PATH)).get_json()
    assert state["state"] == "failed"
    assert (await user_client.get(FILE)).status_code == 404
    assert await read_mail(app) == []
    async with app.app_context(), connect() as connection:
        attempts = await connection.fetch_val("SELECT attempts FROM jobs")
    assert attempts == ATTEMPTS


async def test_a_disabled_person_gets_no_export(app: Quart, user_client: Client) -> None:
    await user_client.post(PATH)
    await disable(app)

    await run_due_jobs(app)

    assert await read_mail(app) == []
    assert await count_parts(app) == (1, 0)


async def read_file(client: Client) -> dict[str, Any]:
    export: dict[str, Any] = await (await client.get(FILE)).get_json()
    return export


async def count_parts(app: Quart) -> tuple[int, int]:
    """Return how many exports there are, and how many parts."""
    async with app.app_context(), connect() as connection:
        row: Any = await connection.fetch_first(
            """SELECT (SELECT count(*) FROM exports) AS exports,
                      (SELECT count(*) FROM export_parts) AS parts"""
        )
    return row["exports"], row["parts"]
