"""The activity of other people, and what strangers can write into it."""

from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.db import connect
from tests.accounts.people import create_user, disable, log_in, read_token
from tests.constants import EMAIL, PASSWORD

UNKNOWN = "nobody@example.com"
ACTIVITY = "/api/users/me/activity"
USER_AGENTS = [
    "<script>alert(1)</script>Bot/1.0 <b>Bot",
    "Mozilla/5.0 " * 10_000,
    "a\0b",
    "\x7f\x1b[31m <svg onload=x>",
    "",
]


async def guess(app: Quart, email: str, user_agent: str = "curl/8.5") -> int:
    response = await app.test_client().post(
        "/api/sessions",
        json={"email": email, "password": "a guess"},
        headers={"User-Agent": user_agent},
        scope_base={"client": ("192.0.2.7", 1)},
    )
    return response.status_code


async def read_rows(app: Quart) -> list[dict[str, Any]]:
    async with app.app_context(), connect() as connection:
        rows = await connection.fetch_all("SELECT * FROM security_events ORDER BY created_at, id")
    return [dict(row) for row in rows]


async def test_the_activity_of_another_person(app: Quart, user_client: Client) -> None:
    await create_user(app, "eve@example.com")
    eve = await log_in(app, "eve@example.com")
    await guess(app, EMAIL)
    page = await (await user_client.get(f"{ACTIVITY}?limit=1")).get_json()

    # A cursor is a place in time, and opens no other list.
    query = {"cursor": page["next_cursor"], "limit": "100"}
    older = await (await eve.get(ACTIVITY, query_string=query)).get_json()
    everything = await (await eve.get(ACTIVITY)).get_json()

    assert [event["event"] for event in everything["items"]] == ["logged in"]
    assert all(event in everything["items"] for event in older["items"])


@pytest.mark.parametrize("path", ["/api/sessions", "/api/password/forgotten"])
async def test_an_unknown_address_leaves_nothing_about_anybody(app: Quart, path: str) -> None:
    data = {"email": UNKNOWN, **({"password": "a guess"} if "sessions" in path else {})}
    await app.test_client().post(path, json=data, headers={"User-Agent": "curl/8.5"})

    (row,) = await read_rows(app)
    assert [row[name] for name in ("user_id", "actor_id")] == [None, None]
    assert [row[name] for name in ("detail", "user_agent", "address")] == [""] * 3
    await app.extensions["QUART_TASKS"].test_run("delete-old-events")
    assert await read_rows(app) == []


async def test_guesses_beyond_the_limit_write_nothing(app: Quart, user: User) -> None:
    statuses = [await guess(app, EMAIL) for _ in range(15)]

    assert statuses == [401] * 10 + [429] * 5
    assert len(await read_rows(app)) == 10


@pytest.mark.usefixtures("user")
async def test_a_disabled_person_finds_the_attempts_later(app: Quart) -> None:
    await disable(app)

    assert await guess(app, EMAIL) == 401
    assert [row["event"] for row in await read_rows(app)] == ["login failed"]


async def test_no_secret_is_in_an_event(app: Quart, user_client: Client) -> None:
    await user_client.post("/api/password/forgotten", json={"email": EMAIL})
    token = await read_token(app)
    await user_client.post(
        "/api/password/reset", json={"token": token, "password": "a loom that calculates"}
    )
    await guess(app, EMAIL)

    text = str(await read_rows(app))
    secrets = (PASSWORD, "a guess", "a loom that calculates", token, "argon2")
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("user_agent", USER_AGENTS, ids=range(len(USER_AGENTS)))
async def test_a_user_agent_of_any_kind(app: Quart, user_agent: str) -> None:
    assert await guess(app, EMAIL, user_agent) == 401

    client = await log_in(app)
    events = (await (await client.get(ACTIVITY)).get_json())["items"]

    assert events[-1]["user_agent"] == user_agent.replace("\0", "")[:300]
