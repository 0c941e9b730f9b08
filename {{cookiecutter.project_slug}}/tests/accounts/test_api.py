"""Accounts over the JSON API."""

from datetime import timedelta

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts import sessions
from app.db import connect
from tests.constants import CREDENTIALS, EMAIL, PASSWORD


async def test_registering_answers_with_the_user(client: Client) -> None:
    response = await client.post("/api/users", json=CREDENTIALS)

    user = await response.get_json()
    assert response.status_code == 201
    assert user.keys() == {"id", "email", "created_at"}
    assert user["email"] == EMAIL


async def test_an_address_registers_once_in_whatever_case(client: Client) -> None:
    await client.post("/api/users", json=CREDENTIALS)

    response = await client.post("/api/users", json={**CREDENTIALS, "email": EMAIL.upper()})

    assert response.status_code == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a@b@example.com"}, "email"),
        ({"email": None}, "email"),
        ({"email": f"{'a' * 300}@example.com"}, "email"),
        ({"email": "nul\0@example.com"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password": 12345678}, "password"),
        ({"role": "admin"}, "role"),
    ],
)
async def test_registering_names_the_bad_field(
    client: Client, change: dict[str, object], field: str
) -> None:
    response = await client.post("/api/users", json={**CREDENTIALS, **change})

    problem = await response.get_json()
    assert response.status_code == 422
    assert [error["field"] for error in problem["errors"]] == [field]


async def test_every_bad_field_is_named_at_once(client: Client) -> None:
    response = await client.post("/api/users", json={"email": "nobody", "password": "short"})

    assert (await response.get_json())["errors"] == [
        {"field": "email", "message": "An email address must have an @-sign."},
        {"field": "password", "message": "Use at least 8 characters."},
    ]


async def test_nobody_is_logged_in_at_first(client: Client) -> None:
    response = await client.get("/api/users/me")

    assert response.status_code == 401
    assert (await response.get_json())["detail"] == "Log in first."


async def test_who_logs_in_is_who_is_logged_in(client: Client) -> None:
    await client.post("/api/users", json=CREDENTIALS)

    response = await client.post("/api/sessions", json={**CREDENTIALS, "email": EMAIL.upper()})

    assert response.status_code == 201
    assert await response.get_json() == await (await client.get("/api/users/me")).get_json()


@pytest.mark.parametrize(
    "wrong", [{"email": "somebody@example.com"}, {"password": PASSWORD.upper()}]
)
async def test_a_wrong_login_does_not_say_what_is_wrong(
    client: Client, wrong: dict[str, str]
) -> None:
    await client.post("/api/users", json=CREDENTIALS)

    response = await client.post("/api/sessions", json=CREDENTIALS | wrong)

    assert response.status_code == 401
    detail = (await response.get_json())["detail"]
    assert detail == "The e-mail address or the password is wrong."
    assert "Set-Cookie" not in response.headers


async def test_logging_out_ends_the_session_itself(app: Quart, user_client: Client) -> None:
    cookie = next(iter(user_client.cookie_jar or []))
    await user_client.delete("/api/sessions/current")

    thief = app.test_client()
    thief.set_cookie("localhost", cookie.name, cookie.value or "")
    response = await thief.get("/api/users/me")

    assert response.status_code == 401


async def test_a_session_expires(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "LIFETIME", timedelta(0))
    await client.post("/api/users", json=CREDENTIALS)
    await client.post("/api/sessions", json=CREDENTIALS)

    response = await client.get("/api/users/me")

    assert response.status_code == 401


async def test_each_login_is_a_session_of_its_own(app: Quart) -> None:
    first, second = app.test_client(), app.test_client()
    await first.post("/api/users", json=CREDENTIALS)
    await first.post("/api/sessions", json=CREDENTIALS)
    await second.post("/api/sessions", json=CREDENTIALS)

    await first.delete("/api/sessions/current")

    assert (await first.get("/api/users/me")).status_code == 401
    assert (await second.get("/api/users/me")).status_code == 200


async def test_deleting_an_account_leaves_nothing_of_it(app: Quart, user_client: Client) -> None:
    response = await user_client.delete("/api/users/me")

    async with app.app_context(), connect() as connection:
        users = await connection.fetch_val("SELECT count(*) FROM users")
        open_sessions = await connection.fetch_val("SELECT count(*) FROM sessions")
    assert response.status_code == 204
    assert (users, open_sessions) == (0, 0)
    assert (await user_client.get("/api/users/me")).status_code == 401
