"""The pages of passkeys, with JavaScript off."""

import re
from datetime import UTC, datetime

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.accounts.models import User
from app.config import Settings
from app.db import connect
from tests.accounts.people import create_user, log_in, make_stale, remove_password
from tests.pages.reading import HTMX, read, read_outcome

PLACE = "/account/security"
HERE = {"Host": "localhost:8000"}
NOON = datetime(2026, 3, 1, 12, 34, tzinfo=UTC)


async def insert_passkey(app: Quart, user: User) -> str:
    """Return the path that deletes it."""
    passkey_id = "11111111-2222-4333-8444-555555555555"
    async with app.app_context(), connect() as connection:
        await connection.execute(
            """INSERT INTO passkeys
                      (id, credential_id, user_id, name, public_key, sign_count, created_at)
               VALUES (:id, 'credential', :user_id, '<b>Phone</b>', 'key', 0, :noon)""",
            {"id": passkey_id, "user_id": user.id, "noon": NOON},
        )
    return f"{PLACE}/passkeys/{passkey_id}/delete"


async def test_passkeys_are_listed_in_the_persons_own_time(
    app: Quart, user: User, user_client: Client
) -> None:
    await user_client.post("/account/profile", form={"time_zone": "Asia/Tokyo"})
    await insert_passkey(app, user)
    before = await read(await user_client.get(PLACE))
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE passkeys SET last_used_at = :noon", {"noon": NOON})

    page = await read(await user_client.get(PLACE))

    assert "&lt;b&gt;Phone&lt;/b&gt;" in page
    assert "Not used yet" in before
    assert page.count("1 Mar 2026, 21:34</time>") == 2


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_a_passkey_is_deleted(
    app: Quart, user: User, user_client: Client, headers: dict[str, str]
) -> None:
    delete = await insert_passkey(app, user)
    before = await read(await user_client.get(PLACE))

    response = await user_client.post(delete, headers=headers)

    page = await read_outcome(user_client, response, headers)
    assert f'action="{delete}"' in before
    assert page.count("The passkey was deleted.") == 1
    assert "You have no passkeys yet." in page
    assert ("<html" in page) is not bool(headers)


async def test_a_person_without_a_password_is_not_asked_for_one(
    settings: Settings, user: User
) -> None:
    app = create_app(settings.model_copy(update={"base_url": "http://localhost:8000"}))
    async with app.test_app():
        client = await log_in(app)
        await remove_password(app)
        fresh = await read(await client.get(PLACE, headers=HERE))
        await make_stale(app)
        stale = await read(await client.get(PLACE, headers=HERE))

    assert 'data-passkey="add"' in fresh
    assert 'name="password"' not in fresh + stale
    assert 'href="/account/confirm?next=/account/security">confirm it' in stale


async def test_nobody_deletes_the_passkey_of_another(app: Quart, user: User) -> None:
    delete = await insert_passkey(app, user)
    await create_user(app, "bob@example.com")
    bob = await log_in(app, "bob@example.com")

    response = await bob.post(delete)

    assert response.status_code == 404
    assert "You have no such passkey." in await read(response)


@pytest.mark.parametrize(("path", "form"), [(PLACE, "add"), ("/login", "use")])
async def test_what_takes_a_script_is_hidden_until_it_runs(
    app: Quart, user: User, path: str, form: str
) -> None:
    client = await log_in(app) if path == PLACE else app.test_client()

    page = await read(await client.get(path, headers=HERE))

    assert re.search(f'<form[^>]* data-passkey="{form}"[^>]* hidden>', page)


async def test_after_a_passkey_the_log_in_page_leads_on(client: Client) -> None:
    page = await read(await client.get("/login?next=/account", headers=HERE))

    assert 'data-next="/login?next=/account"' in page


@pytest.mark.parametrize("path", [PLACE, "/login"])
async def test_at_an_address_a_link_leads_to_the_host_name(
    app: Quart, user: User, path: str
) -> None:
    client = await log_in(app) if path == PLACE else app.test_client()

    page = await read(await client.get(path, headers={"Host": "127.0.0.1:8000"}))

    assert f'<a href="http://localhost:8000{path}">http://localhost:8000</a>' in page
    assert "data-passkey=" not in page


async def test_without_a_host_name_there_are_no_passkeys(settings: Settings) -> None:
    changes = {"app_env": "production", "base_url": "https://192.0.2.1"}
    app = create_app(settings.model_copy(update=changes))

    page = await read(await app.test_client().get("/login", headers={"Host": "192.0.2.1"}))

    assert "data-passkey" not in page
