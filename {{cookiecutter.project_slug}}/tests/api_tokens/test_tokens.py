"""Create, use, list and revoke API tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openapi_spec_validator import validate
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.accounts.models import User
from app.api_tokens import own_tokens
from app.api_tokens.queries import delete_expired_tokens
from app.config import Settings
from app.db import connect
from tests.accounts.people import create_user, export_account, log_in, make_stale, read_mail
from tests.api_tokens.bearers import ME, PLACE, ask, create_header, create_token, write_header
from tests.constants import EMAIL


async def execute(app: Quart, statement: str, **values: Any) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute(statement, values)


async def list_tokens(client: Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await (await client.get(PLACE)).get_json())["items"]
    return items


async def test_a_program_uses_the_api_with_a_token(client: Client, user_client: Client) -> None:
    headers = await create_header(user_client)

    shown = await client.get(ME, headers=headers)
    changed = await client.patch(ME, headers=headers, json={"name": "Ada"})

    assert (await shown.get_json())["email"] == EMAIL
    assert (await changed.get_json())["name"] == "Ada"
    assert "Set-Cookie" not in shown.headers


async def test_the_word_is_read_in_any_case(client: Client, user_client: Client) -> None:
    secret = (await create_token(user_client))["secret"]

    assert await ask(client, {"Authorization": f"bEARER  {secret} "}) == 200


async def test_the_secret_is_shown_once_and_stored_as_a_hash(
    app: Quart, user_client: Client
) -> None:
    created = await create_token(user_client, ["write"])
    listed = await list_tokens(user_client)
    async with app.app_context(), connect() as connection:
        row = await connection.fetch_first("SELECT * FROM api_tokens")

    assert created["secret"].startswith("api_token_")
    assert listed == [created["token"]]
    assert listed[0]["scopes"] == ["write"]
    assert row is not None
    assert created["secret"].removeprefix("api_token_") not in str(dict(row))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes.0"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": 366}, "expires_in_days"),
    ],
)
async def test_a_wrong_field_is_named(
    user_client: Client, change: dict[str, Any], field: str
) -> None:
    data = {"name": "Backup", "scopes": ["read"], "expires_in_days": 30, **change}

    response = await user_client.post(PLACE, json=data)

    assert response.status_code == 422
    assert [error["field"] for error in (await response.get_json())["errors"]] == [field]


async def test_creating_one_needs_a_fresh_login(app: Quart, user_client: Client) -> None:
    await make_stale(app)

    response = await user_client.post(PLACE, json={})

    assert (await response.get_json())["type"] == "/problems/fresh-login-required"


async def test_the_owner_is_told_and_sees_it_in_the_activity(
    app: Quart, user_client: Client
) -> None:
    token = (await create_token(user_client, name="Phone"))["token"]
    await user_client.delete(f"{PLACE}/{token['id']}")

    activity = await (await user_client.get(f"{ME}/activity")).get_json()
    _, subject, text = (await read_mail(app))[-1]
    events = [(each["event"], each["detail"]) for each in activity["items"]][:2]
    assert events == [("API token revoked", "Phone"), ("API token created", "Phone (read, write)")]
    assert subject.startswith("An API token was created")
    assert '"Phone"' in text


async def test_a_token_that_is_revoked_no_longer_works(client: Client, user_client: Client) -> None:
    created = await create_token(user_client)
    response = await user_client.delete(f"{PLACE}/{created['token']['id']}")

    assert response.status_code == 204
    assert await ask(client, write_header(created["secret"])) == 401
    assert await list_tokens(user_client) == []


async def test_nobody_sees_or_revokes_the_token_of_another(app: Quart, user_client: Client) -> None:
    created = await create_token(user_client)
    await create_user(app, "bob@example.com")
    bob = await log_in(app, "bob@example.com")

    response = await bob.delete(f"{PLACE}/{created['token']['id']}")

    assert response.status_code == 404
    assert await list_tokens(bob) == []
    assert await ask(app.test_client(), write_header(created["secret"])) == 200


async def test_a_token_expires(app: Quart, client: Client, user_client: Client) -> None:
    headers = await create_header(user_client)
    await execute(app, "UPDATE api_tokens SET expires_at = :now", now=datetime.now(UTC))

    status = await ask(client, headers)
    listed = await list_tokens(user_client)
    async with app.app_context():
        await delete_expired_tokens()
        async with connect() as connection:
            left = await connection.fetch_val("SELECT count(*) FROM api_tokens")

    assert (status, listed, left) == (401, [], 0)


async def test_the_last_use_is_written_once_a_minute(
    app: Quart, client: Client, user_client: Client
) -> None:
    headers = await create_header(user_client)
    before = (await list_tokens(user_client))[0]["last_used_at"]
    await ask(client, headers)
    first = (await list_tokens(user_client))[0]["last_used_at"]
    await ask(client, headers)
    again = (await list_tokens(user_client))[0]["last_used_at"]
    long_ago = datetime.now(UTC) - timedelta(minutes=2)
    await execute(app, "UPDATE api_tokens SET last_used_at = :at", at=long_ago)
    await ask(client, headers)
    later = (await list_tokens(user_client))[0]["last_used_at"]

    assert before is None
    assert first == again
    assert later > first


async def test_a_person_has_only_so_many(
    user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_tokens, "MOST", 1)
    await create_token(user_client)

    data = {"name": "Phone", "scopes": ["read"], "expires_in_days": 1}
    response = await user_client.post(PLACE, json=data)

    assert response.status_code == 409
    assert len(await list_tokens(user_client)) == 1


async def test_they_are_exported_and_deleted_with_the_account(
    app: Quart, user_client: Client
) -> None:
    created = await create_token(user_client)

    export = await export_account(user_client)
    await user_client.delete(ME)

    assert [each["name"] for each in export["features"]["api_tokens"]] == ["Backup"]
    assert "hash" not in export["features"]["api_tokens"][0]
    assert await ask(app.test_client(), write_header(created["secret"])) == 401
    async with app.app_context(), connect() as connection:
        assert await connection.fetch_val("SELECT count(*) FROM api_tokens") == 0


async def test_the_rate_limit_counts_the_owner_wherever_the_token_is_used(
    app: Quart, user: User, user_client: Client
) -> None:
    headers = await create_header(user_client)
    other = await create_header(user_client)
    await create_user(app, "bob@example.com")
    bob = await create_header(await log_in(app, "bob@example.com"))

    first = await app.test_client().get(ME, headers=headers)
    again = await app.test_client().get(ME, headers=other)
    of_bob = await app.test_client().get(ME, headers=bob)

    left = [int(each.headers["RateLimit-Remaining"]) for each in (first, again, of_bob)]
    assert left == [299, 298, 299]


async def test_the_document_has_both_schemes(client: Client) -> None:
    document: dict[str, Any] = await (await client.get("/openapi.json")).get_json()

    validate(document)
    schemes = document["components"]["securitySchemes"]
    assert (schemes["token"]["type"], schemes["token"]["scheme"]) == ("http", "bearer")
    assert schemes["session"]["in"] == "cookie"
    assert document["security"] == [{"session": []}, {"token": []}]
    paths = document["paths"]
    assert "security" not in paths[ME]["get"]
    assert "403" in paths[ME]["get"]["responses"]
    assert paths[PLACE]["get"]["security"] == [{"session": []}]


async def test_a_page_of_a_listed_site_may_send_a_token(settings: Settings, user: User) -> None:
    friend = "https://friend.example"
    app = create_app(settings.model_copy(update={"cors_origins": [friend]}))
    async with app.test_app():
        headers = await create_header(await log_in(app))
        asked = {
            "Origin": friend,
            "Access-Control-Request-Headers": "authorization",
            "Access-Control-Request-Method": "PATCH",
        }
        allowed = await app.test_client().options(ME, headers=asked)
        response = await app.test_client().patch(
            ME, headers={**headers, "Origin": friend}, json={"name": "Ada"}
        )

    assert allowed.headers["Access-Control-Allow-Headers"].lower() == "authorization"
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == friend
