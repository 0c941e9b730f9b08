"""Changing a password, and choosing a new one with a link."""

import asyncio
from datetime import timedelta

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import Unauthorized

from app.accounts import login as credentials
from app.accounts import own_password, tokens
from app.accounts.models import User
from app.accounts.passwords import is_password
from app.accounts.queries import select_password_hash, update_password
from app.accounts.sessions import start_session
from app.db import transaction
from tests.accounts.people import is_logged_in, log_in, read_mail, read_token
from tests.constants import EMAIL, PASSWORD

NEW = "a loom that calculates"
FORGOTTEN, RESET = "/api/password/forgotten", "/api/password/reset"

pytestmark = pytest.mark.usefixtures("user")


async def can_log_in(app: Quart, password: str) -> bool:
    response = await app.test_client().post(
        "/api/sessions", json={"email": EMAIL, "password": password}
    )
    return response.status_code == 201


async def request_token(app: Quart) -> str:
    await app.test_client().post(FORGOTTEN, json={"email": EMAIL})
    return await read_token(app)


async def test_a_password_is_changed_and_the_other_sessions_end(app: Quart) -> None:
    here, elsewhere = await log_in(app), await log_in(app)

    response = await here.put(
        "/api/users/me/password", json={"current_password": PASSWORD, "new_password": NEW}
    )

    assert response.status_code == 204
    assert (await here.get("/api/users/me")).status_code == 200
    assert (await elsewhere.get("/api/users/me")).status_code == 401
    assert await can_log_in(app, NEW)
    assert not await can_log_in(app, PASSWORD)
    assert [subject for _, subject, _ in await read_mail(app)] == [
        "Your password was changed · Test app"
    ]


async def test_a_wrong_current_password_changes_nothing(app: Quart, user_client: Client) -> None:
    response = await user_client.put(
        "/api/users/me/password", json={"current_password": "wrong", "new_password": NEW}
    )

    assert response.status_code == 403
    assert await can_log_in(app, PASSWORD)


async def test_a_weak_new_password_is_refused(user_client: Client) -> None:
    response = await user_client.put(
        "/api/users/me/password", json={"current_password": PASSWORD, "new_password": "qwertyuiop"}
    )

    assert response.status_code == 422
    assert (await response.get_json())["errors"][0]["field"] == "new_password"


async def test_a_changed_password_ends_the_links_to_reset_it(
    app: Quart, user_client: Client
) -> None:
    token = await request_token(app)
    await user_client.put(
        "/api/users/me/password", json={"current_password": PASSWORD, "new_password": NEW}
    )

    response = await app.test_client().post(RESET, json={"token": token, "password": PASSWORD})

    assert response.status_code == 400


async def test_a_reset_works_logged_out_ends_every_session_and_tells_the_owner(
    app: Quart, client: Client, user_client: Client
) -> None:
    token = await request_token(app)

    response = await client.post(RESET, json={"token": token, "password": NEW})

    assert response.status_code == 204
    assert (await user_client.get("/api/users/me")).status_code == 401
    assert await can_log_in(app, NEW)
    recipient, subject, _ = (await read_mail(app))[-1]
    assert (recipient, subject) == (EMAIL, "Your password was changed · Test app")


async def test_a_link_works_once_and_ends_the_others(app: Quart, client: Client) -> None:
    earlier, token = await request_token(app), await request_token(app)
    await client.post(RESET, json={"token": token, "password": NEW})

    for used in (token, earlier):
        response = await client.post(RESET, json={"token": used, "password": PASSWORD})
        assert response.status_code == 400

    assert await can_log_in(app, NEW)


async def test_a_link_expires(app: Quart, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_password, "RESET", tokens.RESET._replace(lifetime=timedelta(0)))
    token = await request_token(app)

    response = await client.post(RESET, json={"token": token, "password": NEW})

    assert response.status_code == 400
    assert await can_log_in(app, PASSWORD)


async def test_a_weak_password_leaves_the_link_as_it_is(app: Quart, client: Client) -> None:
    token = await request_token(app)
    refused = await client.post(RESET, json={"token": token, "password": "password1"})

    response = await client.post(RESET, json={"token": token, "password": NEW})

    assert (refused.status_code, response.status_code) == (422, 204)


async def test_an_unknown_address_is_told_by_mail_alone(app: Quart, client: Client) -> None:
    response = await client.post(FORGOTTEN, json={"email": "bob@example.com"})

    assert response.status_code == 202
    ((recipient, subject, text),) = await read_mail(app)
    assert (recipient, subject) == ("bob@example.com", "You have no account · Test app")
    assert "token" not in text


async def reset_meanwhile(app: Quart, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reset the password just after the old one was found to be right."""
    token = await request_token(app)

    async def check(password: str, password_hash: str | None) -> bool:
        is_right = await is_password(password, password_hash)
        await app.test_client().post(RESET, json={"token": token, "password": NEW})
        return is_right

    for module in (credentials, own_password):
        monkeypatch.setattr(module, "is_password", check)


@pytest.mark.parametrize("needs_new_hash", [False, True])
async def test_a_log_in_by_the_old_password_does_not_outlive_a_reset(
    app: Quart, client: Client, monkeypatch: pytest.MonkeyPatch, needs_new_hash: bool
) -> None:
    monkeypatch.setattr(credentials, "needs_new_hash", lambda _: needs_new_hash)
    await reset_meanwhile(app, monkeypatch)

    response = await client.post("/api/sessions", json={"email": EMAIL, "password": PASSWORD})

    assert response.status_code == 401
    assert not await is_logged_in(client)
    assert not await can_log_in(app, PASSWORD)
    monkeypatch.undo()
    assert await can_log_in(app, NEW)


async def test_a_change_by_the_old_password_does_not_undo_a_reset(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await reset_meanwhile(app, monkeypatch)

    response = await user_client.put(
        "/api/users/me/password",
        json={"current_password": PASSWORD, "new_password": "a password of the intruder"},
    )

    assert response.status_code == 403
    assert await can_log_in(app, NEW)


async def test_a_session_waits_for_a_change_of_the_password_that_is_under_way(
    app: Quart, user: User
) -> None:
    async with app.test_request_context("/api/sessions", method="POST"):
        async with transaction() as connection:
            before = await select_password_hash(connection, user.id)
            await update_password(connection, user.id, "the hash of another")
            starting = asyncio.create_task(start_session(user, before))
            waiting = (await asyncio.wait({starting}, timeout=0.2))[1]

        assert waiting == {starting}

        with pytest.raises(Unauthorized):
            await starting
