"""Acts that need a fresh login, and confirming the password for them."""

from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.accounts.own_password import FRESH_FOR
from tests.accounts.people import is_logged_in, make_stale
from tests.constants import EMAIL, PASSWORD
from tests.routes import fill_in, list_rules

CONFIRM = "/api/sessions/current/confirm"
SENSITIVE = [
    ("GET", CONFIRM),
    ("DELETE", "/api/users/me"),
    ("POST", "/api/users/me/export"),
    ("GET", "/api/users/me/export/file"),
    ("POST", "/api/users/me/email"),
    ("DELETE", "/api/sessions"),
    ("DELETE", "/api/sessions/00000000-0000-4000-8000-000000000000"),
]


@pytest.mark.parametrize(("method", "path"), SENSITIVE)
async def test_a_stale_login_is_not_enough(
    app: Quart, user_client: Client, method: str, path: str
) -> None:
    await make_stale(app)

    response = await user_client.open(path, method=method, json={"email": "new@example.com"})

    problem = await response.get_json()
    assert response.status_code == 403
    assert problem["type"] == "/problems/fresh-login-required"
    assert CONFIRM in problem["detail"]
    assert await is_logged_in(user_client)


async def test_every_view_that_needs_a_fresh_login_refuses_a_stale_one(
    app: Quart, user_client: Client
) -> None:
    app.config["QUART_RATE_LIMITER_ENABLED"] = False
    await make_stale(app)
    refused = set()
    for rule in list_rules(app):
        if getattr(app.view_functions[rule.endpoint], "for_fresh_logins", False):
            (method,) = set(rule.methods or ()) - {"HEAD", "OPTIONS"}
            response = await user_client.open(fill_in(rule), method=method, json=None)
            is_asked = response.headers.get("Location", "").startswith("/account/confirm?next=")
            assert response.status_code == 403 or is_asked, rule
            refused.add(rule.endpoint)

    assert {"accounts_api.delete_user", "export_api.download_export"} <= refused


async def test_the_right_password_makes_the_login_fresh(app: Quart, user_client: Client) -> None:
    await make_stale(app)

    wrong = await user_client.post(CONFIRM, json={"password": "another engine"})
    refused = await user_client.post("/api/users/me/export")
    right = await user_client.post(CONFIRM, json={"password": PASSWORD})
    asked = await user_client.get(CONFIRM)
    response = await user_client.post("/api/users/me/export")

    assert (wrong.status_code, refused.status_code) == (403, 403)
    assert (right.status_code, asked.status_code, response.status_code) == (204, 204, 202)


async def test_a_login_elsewhere_does_not_make_a_stolen_session_fresh(
    app: Quart, user: User, user_client: Client
) -> None:
    await make_stale(app)
    await app.test_client().post("/api/sessions", json={"email": EMAIL, "password": PASSWORD})

    response = await user_client.post("/api/users/me/export")

    assert response.status_code == 403


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (timedelta(seconds=-1), 202),
        (FRESH_FOR - timedelta(seconds=5), 202),
        (FRESH_FOR + timedelta(seconds=5), 403),
        (timedelta(hours=-1), 403),
    ],
)
async def test_only_a_moment_of_the_last_minutes_counts_on_any_clock(
    app: Quart, user_client: Client, age: timedelta, status: int
) -> None:
    await make_stale(app, datetime.now(UTC) - age)

    response = await user_client.post("/api/users/me/export")

    assert response.status_code == status


async def test_guesses_are_limited(app: Quart, user_client: Client) -> None:
    guess = {"password": "guess"}
    answers = [await user_client.post(CONFIRM, json=guess) for _ in range(10)]

    response = await user_client.post(CONFIRM, json={"password": PASSWORD})

    assert {answer.status_code for answer in answers} == {403}
    assert response.status_code == 429


async def test_a_page_can_ask_whether_there_is_a_password_to_confirm(user_client: Client) -> None:
    answer = await user_client.get("/api/users/me/password")

    assert await answer.get_json() == {"has_password": True}
