"""The JSON API for admins."""

import asyncio
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.factors import Factor, add_factor
from app.accounts.models import User
from app.accounts.sessions import FOR_ADMINS
from app.accounts.tokens import RESET, insert_token
from app.admin import queries
from app.db import Connection, connect
from tests.accounts.people import create_user, disable, is_logged_in, log_in, read_mail
from tests.constants import CREDENTIALS

NOBODY = "00000000-0000-4000-8000-000000000000"


async def change(client: Client, user: User | str, **changes: Any) -> int:
    user_id = user if isinstance(user, str) else user.id
    return (await client.patch(f"/api/users/{user_id}", json=changes)).status_code


async def count_admins(app: Quart) -> object:
    async with app.app_context(), connect() as connection:
        return await connection.fetch_val(
            "SELECT count(*) FROM users WHERE role = 'admin' AND NOT disabled"
        )


async def test_an_admin_finds_people_by_address(app: Quart) -> None:
    for email in ("grace@example.com", "ada@example.com", "alan@example.org"):
        await create_user(app, email)
    await create_user(app, "admin@example.org", role="admin")
    client = await log_in(app, "admin@example.org")

    found = await (await client.get("/api/users?search=EXAMPLE.com&limit=1")).get_json()
    rest = await (
        await client.get(f"/api/users?search=example.com&cursor={found['next_cursor']}")
    ).get_json()

    assert [person["email"] for person in found["items"]] == ["ada@example.com"]
    assert [person["email"] for person in rest["items"]] == ["grace@example.com"]
    assert rest["next_cursor"] is None


async def test_an_admin_filters_people_and_sees_when_they_were_last_seen(
    app: Quart, admin: User, admin_client: Client, user: User, user_client: Client
) -> None:
    newest = await log_in(app, user.email)
    await newest.get("/api/users/me")
    await disable(app, admin.email)
    await create_user(app, "logged.out@example.com")
    other = await create_user(app, "other@example.com", role="admin")
    client = await log_in(app, other.email)

    async def list_emails(query: str) -> list[str]:
        found = await (await client.get(f"/api/users?{query}")).get_json()
        return [person["email"] for person in found["items"]]

    everyone = await (await client.get("/api/users")).get_json()
    seen = {person["email"]: person["last_seen_at"] for person in everyone["items"]}

    assert await list_emails("disabled=true") == [admin.email]
    assert await list_emails("role=admin&disabled=false") == [other.email]
    # Once each, though the user is logged in on two devices.
    assert sorted(seen) == sorted([admin.email, user.email, "logged.out@example.com", other.email])
    assert seen["logged.out@example.com"] is None
    assert seen[user.email] is not None
    assert (await client.get("/api/users?role=owner")).status_code == 422


async def test_who_is_disabled_is_logged_out_and_left_without_tokens(
    app: Quart, admin_client: Client, user: User, user_client: Client
) -> None:
    async with app.app_context(), connect() as connection:
        await insert_token(connection, RESET, user_id=user.id)

    response = await admin_client.patch(f"/api/users/{user.id}", json={"disabled": True})

    listed = await (await admin_client.get(f"/api/users?search={user.email}")).get_json()
    assert (await response.get_json())["disabled"] is True
    assert [person["disabled"] for person in listed["items"]] == [True]
    assert not await is_logged_in(user_client)
    async with app.app_context(), connect() as connection:
        for table in ("sessions", "tokens"):
            count = f"SELECT count(*) FROM {table} WHERE user_id = :id"  # noqa: S608
            assert await connection.fetch_val(count, {"id": user.id}) == 0


async def test_who_is_enabled_logs_in_again_but_no_earlier_session_comes_back(
    app: Quart, admin_client: Client, user: User, user_client: Client
) -> None:
    await disable(app)  # and leave the session, as one that begins at the same time would be

    assert await change(admin_client, user, disabled=False) == 200

    assert not await is_logged_in(user_client)
    assert (await user_client.post("/api/sessions", json=CREDENTIALS)).status_code == 201


@pytest.mark.parametrize("role", ["admin", "user"])
async def test_a_role_is_given_and_taken_and_the_person_is_told(
    app: Quart, admin_client: Client, user: User, user_client: Client, role: str
) -> None:
    if role == "user":
        await change(admin_client, user, role="admin")

    assert await change(admin_client, user, role=role) == 200

    is_admin = (await user_client.get("/api/users")).status_code == 200
    recipient, subject, text = (await read_mail(app))[-1]
    assert is_admin is (role == "admin")
    assert (recipient, subject) == (user.email, "Your role has changed · Test app")
    assert ("You are now an admin" in text) is (role == "admin")


async def test_what_is_left_out_or_as_before_changes_nothing(
    app: Quart, admin_client: Client, user: User, user_client: Client
) -> None:
    for same in ({}, {"role": "user"}, {"disabled": False}, {"role": None, "disabled": None}):
        assert await change(admin_client, user, **same) == 200

    assert await is_logged_in(user_client)
    assert await read_mail(app) == []


@pytest.mark.parametrize(
    "wrong", [{"role": "owner"}, {"disabled": "yes"}, {"disabled": 1}, {"email": "eve@example.com"}]
)
async def test_a_bad_change_is_refused(
    admin_client: Client, user: User, wrong: dict[str, object]
) -> None:
    assert await change(admin_client, user, **wrong) == 422


async def test_nobody_is_not_found(admin_client: Client) -> None:
    assert await change(admin_client, NOBODY, disabled=True) == 404


@pytest.mark.parametrize(
    "own", [{"disabled": True}, {"role": "user"}, {"role": "user", "disabled": False}]
)
async def test_an_admin_cannot_lock_themselves_out(
    admin_client: Client, admin: User, own: dict[str, object]
) -> None:
    response = await admin_client.patch(f"/api/users/{admin.id}", json=own)

    assert response.status_code == 409
    assert "so that there is always an admin" in (await response.get_json())["detail"]
    assert (await admin_client.get("/api/users")).status_code == 200


async def test_an_admin_may_say_what_is_so_of_themselves(admin_client: Client, admin: User) -> None:
    assert await change(admin_client, admin, role="admin", disabled=False) == 200


@pytest.mark.parametrize("removal", [{"disabled": True}, {"role": "user"}])
async def test_of_admins_who_remove_each_other_at_once_one_is_left(
    app: Quart, removal: dict[str, object]
) -> None:
    admins = [await create_user(app, f"{number}@example.com", role="admin") for number in range(3)]
    clients = [await log_in(app, admin.email) for admin in admins]

    statuses = await asyncio.gather(
        *(change(clients[number], admins[number - 1], **removal) for number in range(3)),
        *(change(clients[number], admins[number - 2], **removal) for number in range(3)),
    )

    assert set(statuses) <= {200, 401, 403}
    assert await count_admins(app) == 1


async def test_who_stopped_being_an_admin_meanwhile_changes_nobody(
    app: Quart, admin_client: Client, admin: User, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if another admin had been first, after this one was let in."""
    select_user = queries.select_user_for_update

    async def lock(connection: Connection, user_id: str) -> User | None:
        values = {"id": admin.id}
        await connection.execute("UPDATE users SET role = 'user' WHERE id = :id", values)
        return await select_user(connection, user_id)

    monkeypatch.setattr(queries, "select_user_for_update", lock)

    response = await admin_client.patch(f"/api/users/{user.id}", json={"disabled": True})

    assert response.status_code == 403
    assert (await response.get_json())["detail"] == FOR_ADMINS


def test_every_view_of_admins_is_for_admins(app: Quart) -> None:
    own = [
        view
        for endpoint, view in app.view_functions.items()
        if endpoint.startswith("admin_") and not endpoint.endswith(".static")
    ]

    assert own
    assert [view.__name__ for view in own if not getattr(view, "for_admins", False)] == []


@pytest.mark.parametrize(("disabled", "state"), [(True, "disabled"), (False, "enabled")])
async def test_a_person_is_told_that_their_account_is_disabled_or_enabled(
    app: Quart, admin_client: Client, user: User, disabled: bool, state: str
) -> None:
    if not disabled:
        await disable(app, user.email)

    await change(admin_client, user, disabled=disabled)
    await change(admin_client, user, disabled=disabled)

    ((recipient, subject, _),) = await read_mail(app)
    assert (recipient, subject) == (user.email, f"Your account is {state} · Test app")


async def test_an_admin_removes_what_a_person_lost(
    app: Quart, admin_client: Client, user: User, user_client: Client
) -> None:
    removed: list[str] = []

    async def describe(connection: Connection, user_id: str) -> str:
        return "" if user_id in removed else "a badge"

    async def remove(connection: Connection, user_id: str) -> None:
        removed.append(user_id)

    add_factor(app, "badges", Factor("badge", describe, remove))
    url = f"/api/users/{user.id}/factors"

    by_user = await user_client.delete(f"{url}/badges")
    unknown = await admin_client.delete(f"{url}/hats")
    answers = [await admin_client.delete(f"{url}/badges") for _ in range(2)]

    assert (by_user.status_code, unknown.status_code) == (403, 404)
    assert [answer.status_code for answer in answers] == [204, 404]
    assert removed == [user.id]
    assert not await is_logged_in(user_client)
    ((recipient, subject, _),) = await read_mail(app)
    assert (recipient, subject) == (user.email, "Badge: removed from your account · Test app")
