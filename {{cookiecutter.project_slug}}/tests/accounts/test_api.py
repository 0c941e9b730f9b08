"""The own account over the JSON API."""

import asyncio

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import Conflict

from app.accounts.models import User
from app.accounts.own_account import add_deletion
from app.accounts.tokens import RESET, insert_token
from app.db import Connection, connect, transaction
from app.mail.outbox import queue_mail
from tests.accounts.people import create_user, disable, log_in, read_mail
from tests.constants import CREDENTIALS, EMAIL, PASSWORD


async def count_rows(app: Quart) -> dict[str, object]:
    tables = ("users", "sessions", "tokens", "outbox")
    async with app.app_context(), connect() as connection:
        return {
            table: await connection.fetch_val(f"SELECT count(*) FROM {table}")  # noqa: S608
            for table in tables
        }


async def test_nobody_is_logged_in_at_first(client: Client) -> None:
    response = await client.get("/api/users/me")

    assert response.status_code == 401
    assert (await response.get_json())["detail"] == "Log in first."


@pytest.mark.usefixtures("user")
async def test_who_logs_in_is_who_is_logged_in(client: Client) -> None:
    response = await client.post("/api/sessions", json={**CREDENTIALS, "email": EMAIL.upper()})

    user = await response.get_json()
    assert response.status_code == 201
    assert user.keys() == {"id", "email", "name", "role", "time_zone", "disabled", "created_at"}
    assert user == await (await client.get("/api/users/me")).get_json()


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    "wrong", [{"email": "someone@example.com"}, {"password": PASSWORD.upper()}]
)
async def test_a_wrong_login_does_not_say_what_is_wrong(
    client: Client, wrong: dict[str, str]
) -> None:
    response = await client.post("/api/sessions", json=CREDENTIALS | wrong)

    assert response.status_code == 401
    assert "The email address or password is wrong" in (await response.get_json())["detail"]
    assert "Set-Cookie" not in response.headers


async def test_the_time_zone_is_changed(user_client: Client) -> None:
    response = await user_client.patch("/api/users/me", json={"time_zone": "Europe/Berlin"})

    assert (await response.get_json())["time_zone"] == "Europe/Berlin"
    user = await (await user_client.get("/api/users/me")).get_json()
    assert user["time_zone"] == "Europe/Berlin"


async def test_what_is_left_out_of_a_profile_stays_as_it_is(user_client: Client) -> None:
    await user_client.patch("/api/users/me", json={"time_zone": "Europe/Berlin"})
    await user_client.patch("/api/users/me", json={"name": "  Ada Lovelace "})
    response = await user_client.patch("/api/users/me", json={})

    user = await response.get_json()
    assert (user["name"], user["time_zone"]) == ("Ada Lovelace", "Europe/Berlin")
    assert user == await (await user_client.get("/api/users/me")).get_json()


@pytest.mark.parametrize(
    "change",
    [
        {"time_zone": "Berlin"},
        {"role": "admin"},
        {"name": "A" * 81},
        {"name": "A\0"},
        {"name": "\u200b"},
    ],
)
async def test_a_bad_profile_is_refused(user_client: Client, change: dict[str, str]) -> None:
    response = await user_client.patch("/api/users/me", json=change)

    assert response.status_code == 422


async def test_deleting_an_account_leaves_nothing_of_it(
    app: Quart, user: User, user_client: Client
) -> None:
    async with app.app_context(), transaction() as connection:
        await insert_token(connection, RESET, user_id=user.id)
        await queue_mail(connection, user.email, "Hello", "accounts/deleted")

    response = await user_client.delete("/api/users/me")

    assert response.status_code == 204
    # The one message tells the owner.
    assert await count_rows(app) == {"users": 0, "sessions": 0, "tokens": 0, "outbox": 1}
    ((recipient, subject, _),) = await read_mail(app)
    assert (recipient, subject) == (EMAIL, "Your account was deleted · Test app")
    assert (await user_client.get("/api/users/me")).status_code == 401


async def test_the_only_admin_cannot_be_deleted(app: Quart) -> None:
    await create_user(app, "grace@example.com", role="admin")
    grace = await log_in(app, "grace@example.com")
    alan = await create_user(app, "alan@example.com", role="admin")
    await disable(app, alan.email)

    response = await grace.delete("/api/users/me")

    assert response.status_code == 409
    assert "You are the only admin." in (await response.get_json())["detail"]
    assert (await grace.get("/api/users/me")).status_code == 200


async def test_of_two_admins_who_leave_together_one_stays(app: Quart) -> None:
    emails = ("grace@example.com", "alan@example.com")
    for email in emails:
        await create_user(app, email, role="admin")
    admins = [await log_in(app, email) for email in emails]

    answers = await asyncio.gather(*(admin.delete("/api/users/me") for admin in admins))

    assert sorted(answer.status_code for answer in answers) == [204, 409]


async def test_a_feature_deletes_what_no_foreign_key_reaches(
    app: Quart, user: User, user_client: Client
) -> None:
    seen: list[tuple[str, object]] = []

    async def delete_pictures_of(connection: Connection, owner: User) -> None:
        seen.append((owner.id, await connection.fetch_val("SELECT count(*) FROM users")))

    add_deletion(app, delete_pictures_of)

    response = await user_client.delete("/api/users/me")

    assert response.status_code == 204
    # The account is still there, as its rows may be needed to find what to delete.
    assert seen == [(user.id, 1)]


async def test_a_deletion_that_fails_leaves_the_account(app: Quart, user_client: Client) -> None:
    async def fail(connection: Connection, owner: User) -> None:
        await connection.execute("DELETE FROM sessions")
        raise Conflict("A picture is being printed.")

    add_deletion(app, fail)

    response = await user_client.delete("/api/users/me")

    assert response.status_code == 409
    assert (await user_client.get("/api/users/me")).status_code == 200
