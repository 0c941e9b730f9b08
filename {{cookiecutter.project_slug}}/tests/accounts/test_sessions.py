"""Sessions: their cookie, their list and their end."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.accounts.devices import describe_device
from app.accounts.sessions import SessionUser
from app.config import Settings
from app.db import connect
from app.web.cookies import PROJECT
from tests.accounts.people import FIREFOX, create_user, log_in
from tests.constants import CREDENTIALS, EMAIL


async def read_cookies(app: Quart, scheme: str = "http") -> list[str]:
    await create_user(app)
    response = await app.test_client().post("/api/sessions", json=CREDENTIALS, scheme=scheme)
    return response.headers.getlist("Set-Cookie")


async def age_sessions(app: Quart, **age: timedelta) -> None:
    """Put back the columns that are named."""
    async with app.app_context(), connect() as connection:
        for column, difference in age.items():
            await connection.execute(
                f"UPDATE sessions SET {column} = :then",  # noqa: S608
                {"then": datetime.now(UTC) - difference},
            )


async def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(app: Quart) -> None:
    cookies = await read_cookies(app)

    assert {cookie.partition("=")[0] for cookie in cookies} == {"auth", "auth-device"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


async def test_in_development_the_cookies_carry_the_name_of_the_project(
    settings: Settings,
) -> None:
    """A browser sends them to every port of localhost, where other projects run."""
    app = create_app(settings.model_copy(update={"app_env": "development"}))
    async with app.test_app():
        cookies = await read_cookies(app)

    names = {cookie.partition("=")[0] for cookie in cookies}
    assert names == {f"{PROJECT}-auth", f"{PROJECT}-auth-device"}


async def test_the_cookie_of_a_device_does_not_show_the_address(app: Quart) -> None:
    cookies = await read_cookies(app)
    device = next(cookie for cookie in cookies if cookie.startswith("auth-device="))
    value = device.partition("=")[2].partition(";")[0].strip('"')

    parts = [urlsafe_b64decode(f"{part}==") for part in value.split(".")]

    assert len(parts) == 3
    assert not [part for part in parts if EMAIL.encode() in part]


async def test_in_production_the_cookies_are_bound_to_the_host_and_https(
    settings: Settings,
) -> None:
    changes = {"app_env": "production", "base_url": "https://localhost"}
    app = create_app(settings.model_copy(update=changes))
    async with app.test_app():
        cookies = await read_cookies(app, "https")

    for cookie in cookies:
        assert cookie.startswith("__Host-auth")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie


async def test_a_new_key_keeps_who_is_logged_in_where_the_old_one_is_kept(
    settings: Settings, app: Quart
) -> None:
    cookie = next(cookie for cookie in await read_cookies(app) if cookie.startswith("auth="))
    changed = {
        "secret_key": SecretStr("another key, of 32 characters too."),
        "secret_key_fallbacks": [settings.secret_key.get_secret_value()],
    }
    app = create_app(settings.model_copy(update=changed))
    async with app.test_app():
        response = await app.test_client().get(
            "/api/users/me", headers={"Cookie": cookie.partition(";")[0]}
        )

    assert response.status_code == 200


async def test_a_session_that_is_not_used_ends(app: Quart, user_client: Client) -> None:
    await age_sessions(app, last_seen_at=timedelta(days=14))

    assert (await user_client.get("/api/users/me")).status_code == 401


async def test_a_session_ends_some_day_however_it_is_used(app: Quart, user_client: Client) -> None:
    await age_sessions(app, created_at=timedelta(days=90))

    assert (await user_client.get("/api/users/me")).status_code == 401


async def test_use_renews_the_session_and_its_cookie(app: Quart, user_client: Client) -> None:
    fresh = await user_client.get("/api/users/me")
    await age_sessions(app, last_seen_at=timedelta(days=13))
    before = datetime.now(UTC)

    renewed = await user_client.get("/api/users/me")

    assert "Set-Cookie" not in fresh.headers
    assert "auth=" in renewed.headers["Set-Cookie"]
    assert "Max-Age=1209600" in renewed.headers["Set-Cookie"]
    (session,) = (await (await user_client.get("/api/sessions")).get_json())["items"]
    seen_at = datetime.fromisoformat(session["last_seen_at"])
    assert before <= seen_at <= datetime.now(UTC)


async def test_sessions_are_listed_with_their_devices(app: Quart, user_client: Client) -> None:
    await app.test_client().post("/api/sessions", json=CREDENTIALS, headers={"User-Agent": FIREFOX})

    sessions = (await (await user_client.get("/api/sessions")).get_json())["items"]

    assert [session["device"] for session in sessions] == ["Firefox on Linux", "Unknown program"]
    assert [session["current"] for session in sessions] == [False, True]
    assert sessions[0].keys() == {
        *("id", "device", "address", "created_at", "last_seen_at", "current")
    }


@pytest.mark.parametrize(
    ("user_agent", "device"), [("", "Unknown program"), ("curl/8.5", "curl"), (FIREFOX * 99, None)]
)
def test_a_device_is_described_whatever_it_says(user_agent: str, device: str | None) -> None:
    description = describe_device(user_agent)

    assert description == (device or "Firefox on Linux")


@pytest.mark.usefixtures("user")
async def test_one_session_is_ended_from_another(app: Quart) -> None:
    here, elsewhere = await log_in(app), await log_in(app)
    sessions = (await (await here.get("/api/sessions")).get_json())["items"]
    other = next(session for session in sessions if not session["current"])

    response = await here.delete(f"/api/sessions/{other['id']}")

    assert response.status_code == 204
    assert (await here.get("/api/users/me")).status_code == 200
    assert (await elsewhere.get("/api/users/me")).status_code == 401
    assert (await here.delete(f"/api/sessions/{other['id']}")).status_code == 404


async def test_ending_this_session_by_its_id_logs_out(user_client: Client) -> None:
    (session,) = (await (await user_client.get("/api/sessions")).get_json())["items"]

    response = await user_client.delete(f"/api/sessions/{session['id']}")

    assert response.status_code == 204
    assert "auth=;" in response.headers["Set-Cookie"]


@pytest.mark.usefixtures("user")
async def test_all_others_are_ended_at_once(app: Quart) -> None:
    here, there, elsewhere = [await log_in(app) for _ in range(3)]

    await here.delete("/api/sessions")

    statuses = [(await client.get("/api/users/me")).status_code for client in (here, there)]
    assert statuses == [200, 401]
    assert (await elsewhere.get("/api/users/me")).status_code == 401


async def test_logging_in_again_leaves_no_session_behind(user_client: Client) -> None:
    await user_client.post("/api/sessions", json=CREDENTIALS)

    sessions = (await (await user_client.get("/api/sessions")).get_json())["items"]
    assert len(sessions) == 1


async def test_expired_sessions_and_tokens_are_cleared_away(
    app: Quart, user_client: Client
) -> None:
    await user_client.post("/api/password/forgotten", json={"email": CREDENTIALS["email"]})
    await age_sessions(app, last_seen_at=timedelta(days=15))
    async with app.app_context(), connect() as connection:
        now = datetime.now(UTC)
        await connection.execute("UPDATE tokens SET expires_at = :now", {"now": now})

    await app.extensions["QUART_TASKS"].test_run("delete-expired-sessions")

    async with app.app_context(), connect() as connection:
        assert await connection.fetch_val("SELECT count(*) FROM sessions") == 0
        assert await connection.fetch_val("SELECT count(*) FROM tokens") == 0


@pytest.mark.parametrize("days", [1 / 24, 365])
async def test_a_session_from_before_the_clock_was_set_back_goes_on_and_ends_in_time(
    app: Quart, user_client: Client, days: float
) -> None:
    future = timedelta(days=-days)
    await age_sessions(app, created_at=future, last_seen_at=future)
    before = datetime.now(UTC)

    assert (await user_client.get("/api/users/me")).status_code == 200
    await app.extensions["QUART_TASKS"].test_run("delete-expired-sessions")
    assert (await user_client.get("/api/users/me")).status_code == 200

    async with app.app_context(), connect() as connection:
        row = await connection.fetch_first("SELECT created_at, last_seen_at FROM sessions")
    assert row is not None
    assert before <= row["created_at"] <= datetime.now(UTC)
    assert before <= row["last_seen_at"] <= datetime.now(UTC)


async def test_a_view_without_a_login_cannot_ask_for_the_user() -> None:
    with pytest.raises(RuntimeError, match="login_required"):
        _ = SessionUser("an-id").user
