"""Activity: what happened to an account, and how long it is kept."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.activity import LIFE, MOST, AccountEvent, record_event, select_events
from app.accounts.factors import Factor, add_factor, remove_lost_factor
from app.accounts.models import User
from app.config import Settings
from app.db import Connection, batches, connect, transaction
from app.web.fields import END_OF_TIME
from tests.accounts.people import (
    FIREFOX,
    export_account,
    log_in,
    log_in_from,
    read_token,
    record_events,
)
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.plans import explain_query, has_sort

NEW = "a loom that calculates"


async def list_events(client: Client, path: str = "/api/users/me/activity") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await (await client.get(path)).get_json())["items"]
    return items


async def list_names(client: Client) -> list[str]:
    """Return what the events say, oldest first."""
    events = reversed(await list_events(client))
    return [f"{event['event']}: {event['detail']}".removesuffix(": ") for event in events]


async def age_events(app: Quart, age: timedelta) -> None:
    async with app.app_context(), connect() as connection:
        then = {"then": datetime.now(UTC) - age}
        await connection.execute("UPDATE security_events SET created_at = :then", then)


async def count_events(app: Quart) -> object:
    async with app.app_context(), connect() as connection:
        return await connection.fetch_val("SELECT count(*) FROM security_events")


async def test_each_thing_that_happens_to_an_account_is_recorded(
    app: Quart, client: Client
) -> None:
    await client.post("/api/users", json=CREDENTIALS)
    await client.post("/api/users/confirm", json={"token": await read_token(app)})
    await client.post("/api/sessions/current/confirm", json={"password": "a guess"})
    passwords = {"current_password": "a guess", "new_password": NEW}
    await client.put("/api/users/me/password", json=passwords)
    await client.put("/api/users/me/password", json={**passwords, "current_password": PASSWORD})
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    await client.post(
        "/api/password/reset", json={"token": await read_token(app), "password": PASSWORD}
    )
    await log_in_from(client, password="a guess")
    await client.post("/api/sessions", json=CREDENTIALS)
    await client.post("/api/users/me/export")
    await client.post("/api/users/me/email", json={"email": "lovelace@example.com"})
    await client.post("/api/users/me/email/confirm", json={"token": await read_token(app)})

    assert await list_names(client) == [
        "account created",
        "logged in",
        "password confirmation failed",
        "password confirmation failed",
        "password changed",
        "password reset requested",
        "password reset",
        "login failed",
        "logged in",
        "data exported",
        "email address changed: to lovelace@example.com",
    ]


async def test_an_event_says_where_the_request_came_from(client: Client, user: User) -> None:
    before = datetime.now(UTC)
    await log_in_from(client)

    (event,) = await list_events(client)
    assert before <= datetime.fromisoformat(event.pop("created_at")) <= datetime.now(UTC)
    assert event.pop("id")
    assert event == {
        "event": "logged in",
        "detail": "",
        "user_agent": FIREFOX,
        "address": "192.0.2.7",
        "actor": None,
        "device": "Firefox on Linux",
    }


async def test_events_are_listed_page_by_page(app: Quart, user: User, user_client: Client) -> None:
    await record_events(app, user, AccountEvent.PASSWORD_CHANGED, times=4)
    path = "/api/users/me/activity?limit=3"

    first = await (await user_client.get(path)).get_json()
    rest = await (await user_client.get(f"{path}&cursor={first['next_cursor']}")).get_json()

    events = [event["event"] for event in first["items"] + rest["items"]]
    assert events == ["password changed"] * 4 + ["logged in"]
    assert len(first["items"]) == 3
    assert rest["next_cursor"] is None
    assert (await user_client.get(f"{path}&cursor=x")).status_code == 422


async def test_a_page_is_read_from_an_index_in_its_order(app: Quart, settings: Settings) -> None:
    select = partial(select_events, user_id="x", before=END_OF_TIME, limit=20)
    async with app.app_context():
        plan = await explain_query(settings.database_url, select)

    assert "ix_security_events_user_id_created_at_id" in plan
    assert not has_sort(plan), plan


async def test_what_an_operator_does_has_no_origin(app: Quart, user: User) -> None:
    async def describe(connection: Connection, user_id: str) -> str:
        return "a badge"

    async def remove(connection: Connection, user_id: str) -> None: ...

    add_factor(app, "badges", Factor("badge", describe, remove))
    async with app.app_context():
        await remove_lost_factor(user.id, "badges")

    (_, event) = await list_events(await log_in(app))
    assert (event["event"], event["detail"]) == ("removed by an admin", "badge")
    assert (event["user_agent"], event["device"], event["address"]) == ("", "", "")


async def test_the_newest_events_of_each_kind_are_kept(
    app: Quart, user: User, user_client: Client
) -> None:
    """So that nobody who guesses passwords fills the table, or hides what else happened."""
    await record_events(app, user, AccountEvent.PASSWORD_CHANGED)
    await record_events(app, user, AccountEvent.LOGIN_FAILED, times=MOST + 10)

    export = await export_account(user_client)

    events = [event["event"] for event in export["activity"]]
    assert events.count("login failed") == MOST
    assert events[MOST + 1 :] == ["password changed", "logged in"]


@pytest.mark.parametrize("batch", [1, 1000])
async def test_old_events_and_those_of_nobody_are_cleared_away(
    app: Quart, user: User, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(batches, "BATCH_SIZE", batch)
    await record_events(app, user, AccountEvent.PASSWORD_CHANGED, times=3)
    await age_events(app, LIFE)
    await record_events(app, None, AccountEvent.LOGIN_FAILED, times=2)
    await record_events(app, user, AccountEvent.LOGIN_FAILED)

    await app.extensions["QUART_TASKS"].test_run("delete-old-events")

    assert await count_events(app) == 1


async def test_events_are_deleted_with_the_account(app: Quart, user_client: Client) -> None:
    await user_client.delete("/api/users/me")

    assert await count_events(app) == 0


async def test_an_event_of_an_account_that_is_gone_is_no_error(app: Quart, user: User) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute("DELETE FROM users")

    await record_events(app, user, AccountEvent.LOGIN_FAILED)


async def test_an_event_is_undone_with_its_cause(app: Quart, user: User) -> None:
    async def fail() -> None:
        async with transaction() as connection:
            await record_event(connection, user, AccountEvent.PASSWORD_CHANGED)
            raise RuntimeError

    async with app.app_context():
        with pytest.raises(RuntimeError):
            await fail()

    assert await count_events(app) == 0
