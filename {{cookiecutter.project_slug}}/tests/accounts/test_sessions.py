"""Sessions, their cookie and their end."""

from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.accounts.queries import insert_session
from app.accounts.sessions import SessionUser
from app.config import Settings
from app.db import connect
from tests.constants import CREDENTIALS


async def log_in(app: Quart) -> str:
    client = app.test_client()
    await client.post("/api/users", json=CREDENTIALS)
    response = await client.post("/api/sessions", json=CREDENTIALS)
    return response.headers["Set-Cookie"]


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Quart) -> None:
    cookie = await log_in(app)

    assert cookie.startswith("auth=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


async def test_in_production_the_cookie_is_bound_to_the_host_and_https(settings: Settings) -> None:
    changes = {"app_env": "production", "base_url": "https://localhost"}
    app = create_app(settings.model_copy(update=changes))
    async with app.test_app():
        client = app.test_client()
        await client.post("/api/users", json=CREDENTIALS, scheme="https")
        response = await client.post("/api/sessions", json=CREDENTIALS, scheme="https")

    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-auth=")
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


async def test_a_new_key_keeps_who_is_logged_in_where_the_old_one_is_kept(
    settings: Settings, app: Quart
) -> None:
    cookie = await log_in(app)
    changed = {
        "secret_key": settings.secret_key.__class__("another key, of 32 characters too."),
        "secret_key_fallbacks": [settings.secret_key.get_secret_value()],
    }
    app = create_app(settings.model_copy(update=changed))
    async with app.test_app():
        response = await app.test_client().get(
            "/api/users/me", headers={"Cookie": cookie.partition(";")[0]}
        )

    assert response.status_code == 200


async def test_a_cookie_of_our_own_making_is_nobody(client: Client) -> None:
    client.set_cookie("localhost", "auth", "InNvbWVib2R5Ig.aaaaaa.bbbbbb")

    assert (await client.get("/api/users/me")).status_code == 401


async def test_expired_sessions_are_cleared_away(app: Quart, user_client: Client) -> None:
    user = await (await user_client.get("/api/users/me")).get_json()
    now = datetime.now(UTC)
    async with app.app_context(), connect() as connection:
        await insert_session(connection, "old", user["id"], now, now - timedelta(seconds=1))

    await app.extensions["QUART_TASKS"].test_run("delete-expired-sessions")

    async with app.app_context(), connect() as connection:
        assert await connection.fetch_val("SELECT count(*) FROM sessions") == 1


async def test_a_view_without_a_login_cannot_ask_for_the_user() -> None:
    with pytest.raises(RuntimeError, match="login_required"):
        _ = SessionUser("an-id").user
