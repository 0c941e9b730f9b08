"""Attacks with tokens: forged ones, and ways around the check against other sites."""

import asyncio

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.api_tokens import own_tokens
from app.api_tokens.models import NewToken
from app.db import connect
from tests.accounts.people import create_user, is_logged_in, log_in, read_token
from tests.api_tokens.bearers import (
    ME,
    OTHER_SITE,
    PLACE,
    ask,
    create_header,
    create_token,
    write_header,
)
from tests.constants import CREDENTIALS, EMAIL
from tests.routes import list_unsafe_requests

FORGED = [
    *("", "x", "api_token_", f"api_token_{'0' * 64}", f"api_token_{'g' * 64}", "x" * 8000),
    *("a.b.c", "null", "undefined", "' OR 1=1 --", "%00", "\u00fc", "api_token_" + "\u0660" * 64),
]


def read_cookie(client: Client) -> str:
    return next(cookie.value or "" for cookie in client.cookie_jar or [] if cookie.name == "auth")


async def test_a_page_of_another_site_needs_a_token(client: Client, user_client: Client) -> None:
    """A program in a page, or a native app that sends an Origin, is not taken for an attack."""
    headers = await create_header(user_client)

    assert await ask(client, {**headers, **OTHER_SITE}, "PATCH") == 200
    assert await ask(user_client, OTHER_SITE, "PATCH") == 403


@pytest.mark.parametrize("secret", FORGED)
async def test_a_forged_token_beside_a_cookie(user_client: Client, secret: str) -> None:
    """The header frees the request from the check, so the cookie must not count."""
    response = await user_client.patch(ME, headers=write_header(secret), json={"name": "Eve"})

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer error=invalid_token"
    assert (await (await user_client.get(ME)).get_json())["name"] != "Eve"


async def test_a_forged_token_beside_a_cookie_to_every_route(
    app: Quart, user_client: Client
) -> None:
    app.config["QUART_RATE_LIMITER_ENABLED"] = False
    forged = {**write_header(f"api_token_{'0' * 64}"), **OTHER_SITE}
    passed = []
    for method, path in list_unsafe_requests(app):
        status = await ask(user_client, forged, method, path)
        if status != (401 if path.startswith("/api/") else 403):
            passed.append((method, path, status))

    assert passed == []
    assert await is_logged_in(user_client)


@pytest.mark.parametrize(
    "header", ["Basic dXNlcjpwYXNz", "Token x", "Bearer\tx", "Bearerx", "x", ",Bearer x"]
)
async def test_another_scheme_frees_nobody_from_the_check(user_client: Client, header: str) -> None:
    """A proxy may ask for a password of its own, so the cookie counts beside that."""
    headers = {"Authorization": header}

    assert await ask(user_client, headers) == 200
    assert await ask(user_client, {**headers, **OTHER_SITE}, "PATCH") == 403


async def test_a_header_to_a_page_frees_nobody_from_the_check(user_client: Client) -> None:
    headers = await create_header(user_client)

    assert await ask(user_client, {**headers, **OTHER_SITE}, "POST", "/account/profile") == 403


async def test_the_owner_of_the_token_counts_and_not_that_of_the_cookie(
    app: Quart, user: User, user_client: Client
) -> None:
    await create_user(app, "eve@example.com")
    headers = await create_header(await log_in(app, "eve@example.com"))

    response = await user_client.get(ME, headers=headers)

    assert (await response.get_json())["email"] == "eve@example.com"


async def test_a_session_in_the_place_of_a_token(client: Client, user_client: Client) -> None:
    assert await ask(client, write_header(read_cookie(user_client))) == 401


async def test_a_token_in_the_place_of_a_session(app: Quart, user_client: Client) -> None:
    client = app.test_client()
    client.set_cookie("localhost", "auth", (await create_token(user_client))["secret"])

    assert await ask(client, {}) == 401


async def test_a_login_by_another_site_with_a_token_of_the_attacker(
    app: Quart, user_client: Client
) -> None:
    """Otherwise a page could log a person into the account of someone else."""
    headers = await create_header(user_client)
    victim = app.test_client()

    response = await victim.post(
        "/api/sessions", headers={**headers, **OTHER_SITE}, json=CREDENTIALS
    )

    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers


async def test_a_token_makes_no_other_token(client: Client, user_client: Client) -> None:
    headers = await create_header(user_client)

    assert await ask(client, headers, "POST", PLACE) == 403
    assert await ask(client, headers, "GET", PLACE) == 403


async def test_guesses_count_for_the_address(app: Quart) -> None:
    statuses = [
        await ask(app.test_client(), write_header(f"api_token_{number:064x}"))
        for number in range(302)
    ]

    assert statuses == [401] * 300 + [429] * 2


@pytest.mark.parametrize(("keep", "status"), [([], 401), (["api_tokens"], 200)])
async def test_a_reset_of_the_password_ends_them_unless_the_owner_keeps_them(
    app: Quart, client: Client, user_client: Client, keep: list[str], status: int
) -> None:
    headers = await create_header(user_client)
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    data = {"token": await read_token(app), "password": "a loom that calculates", "keep": keep}
    await client.post("/api/password/reset", json=data)

    assert await ask(client, headers) == status


async def test_a_token_that_is_created_while_the_password_is_reset(
    app: Quart, client: Client, user_client: Client
) -> None:
    """Whichever comes first, no token of the old session is left."""
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    data = {"token": await read_token(app), "password": "a loom that calculates"}
    new = {"name": "Eve", "scopes": ["read"], "expires_in_days": 365}

    await asyncio.gather(
        client.post("/api/password/reset", json=data),
        *(user_client.post(PLACE, json=new) for _ in range(5)),
    )

    async with app.app_context(), connect() as connection:
        assert await connection.fetch_val("SELECT count(*) FROM api_tokens") == 0


async def test_a_session_that_has_ended_creates_no_token(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a reset were committed between the look at the session and the new token."""
    create = own_tokens.create_token

    async def create_late(new: NewToken) -> object:
        async with connect() as connection:
            await connection.execute("DELETE FROM sessions")
        return await create(new)

    monkeypatch.setattr(own_tokens, "create_token", create_late)

    data = {"name": "Eve", "scopes": ["read"], "expires_in_days": 365}
    response = await user_client.post(PLACE, json=data)

    assert response.status_code == 401


async def test_a_request_without_a_header_asks_no_more_than_before(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api_tokens.bearer.find_token", pytest.fail)

    assert await ask(user_client, {}) == 200
