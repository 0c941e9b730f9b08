"""Adding, listing and deleting passkeys over the JSON API, with a device in software."""

from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from tests.accounts.people import create_user, export_account, log_in, read_mail
from tests.constants import EMAIL
from tests.passkeys.soft_authenticator import (
    HOST,
    ORIGIN,
    PRESENT,
    VERIFIED,
    SoftAuthenticator,
    add_passkey,
    fetch_creation_options,
    fetch_request_options,
    send_passkey,
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"base_url": ORIGIN})


async def list_names(client: Client) -> list[str]:
    passkeys = await (await client.get("/api/passkeys")).get_json()
    return [passkey["name"] for passkey in passkeys["items"]]


async def test_a_browser_is_asked_for_two_factors_in_one(user_client: Client) -> None:
    await user_client.patch("/api/users/me", json={"name": "Ada"})
    options = await fetch_creation_options(user_client)

    assert options["rp"] == {"id": HOST, "name": "Test app"}
    assert (options["user"]["name"], options["user"]["displayName"]) == (EMAIL, "Ada")
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }


async def test_an_added_passkey_is_listed(user_client: Client) -> None:
    device = SoftAuthenticator()
    credential = device.create(await fetch_creation_options(user_client))

    response = await send_passkey(user_client, credential)

    passkey = await response.get_json()
    assert response.status_code == 201
    assert passkey.keys() == {"id", "name", "created_at", "last_used_at"}
    assert await (await user_client.get("/api/passkeys")).get_json() == {"items": [passkey]}


async def test_the_export_lists_passkeys_without_their_keys(user_client: Client) -> None:
    _, passkey_id = await add_passkey(user_client)

    exported = await export_account(user_client)

    assert [passkey["id"] for passkey in exported["features"]["passkeys"]] == [passkey_id]
    assert exported["features"]["passkeys"][0].keys() == {
        "id",
        "name",
        "created_at",
        "last_used_at",
    }


async def test_a_device_is_told_which_passkeys_are_known(user_client: Client) -> None:
    device, _ = await add_passkey(user_client)

    options = await fetch_creation_options(user_client)

    assert [known["id"] for known in options["excludeCredentials"]] == [device.credential_id]


async def test_the_owner_is_told_of_a_new_passkey(app: Quart, user_client: Client) -> None:
    await add_passkey(user_client)

    ((recipient, subject, text),) = await read_mail(app)

    assert (recipient, subject) == (EMAIL, "A passkey was added · Test app")
    assert '"Phone"' in text


@pytest.mark.parametrize(
    "forged",
    [
        {"origin": "https://app.example.com.evil.example"},
        {"origin": f"{ORIGIN}:8443"},
        {"rp_id": "example.com"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"challenge": "AAAA"},
        {"challenge": "\0"},
        {"purpose": "get"},
    ],
)
async def test_a_forged_passkey_is_refused(user_client: Client, forged: dict[str, Any]) -> None:
    options = await fetch_creation_options(user_client)

    response = await send_passkey(user_client, SoftAuthenticator().create(options, **forged))

    assert response.status_code == 400
    assert await list_names(user_client) == []


async def test_a_challenge_is_answered_once(user_client: Client) -> None:
    options = await fetch_creation_options(user_client)
    await send_passkey(user_client, SoftAuthenticator().create(options))

    response = await send_passkey(user_client, SoftAuthenticator().create(options))

    assert response.status_code == 400
    assert await list_names(user_client) == ["Phone"]


async def test_a_challenge_is_used_up_by_a_wrong_answer(user_client: Client) -> None:
    options = await fetch_creation_options(user_client)
    await send_passkey(user_client, SoftAuthenticator().create(options, origin="https://evil.test"))

    response = await send_passkey(user_client, SoftAuthenticator().create(options))

    assert response.status_code == 400


async def test_a_challenge_to_log_in_adds_no_passkey(user_client: Client) -> None:
    options = await fetch_creation_options(user_client)
    options["challenge"] = (await fetch_request_options(user_client))["challenge"]

    response = await send_passkey(user_client, SoftAuthenticator().create(options))

    assert response.status_code == 400


async def test_a_challenge_of_somebody_else_adds_no_passkey(
    app: Quart, user_client: Client
) -> None:
    other = await create_user(app, "bob@example.com")
    options = await fetch_creation_options(await log_in(app, other.email))

    response = await send_passkey(user_client, SoftAuthenticator().create(options))

    assert response.status_code == 400


async def test_a_passkey_belongs_to_one_person(app: Quart, user_client: Client) -> None:
    device, _ = await add_passkey(user_client)
    other = await create_user(app, "bob@example.com")
    other_client = await log_in(app, other.email)

    response = await send_passkey(
        other_client, device.create(await fetch_creation_options(other_client))
    )

    assert response.status_code == 400
    assert await list_names(other_client) == []


async def test_the_id_has_to_be_the_one_that_the_device_made(user_client: Client) -> None:
    credential = SoftAuthenticator().create(await fetch_creation_options(user_client))
    credential |= {"id": "AAAA", "rawId": "AAAA"}

    response = await send_passkey(user_client, credential)

    assert response.status_code == 400


async def test_broken_bytes_are_refused(user_client: Client) -> None:
    credential = SoftAuthenticator().create(await fetch_creation_options(user_client))
    credential["response"]["attestationObject"] = "o2NmbXRkbm9uZQ"

    response = await send_passkey(user_client, credential)

    assert response.status_code == 400


async def test_what_is_no_credential_is_named(user_client: Client) -> None:
    response = await user_client.post(
        "/api/passkeys", json={"name": "", "credential": {"id": "+", "type": "password"}}
    )

    errors = (await response.get_json())["errors"]
    assert response.status_code == 422
    assert {error["field"] for error in errors} == {
        "name",
        *(f"credential.{name}" for name in ("id", "rawId", "type", "response")),
    }


async def test_a_deleted_passkey_is_gone(user_client: Client) -> None:
    _, passkey_id = await add_passkey(user_client)

    responses = [await user_client.delete(f"/api/passkeys/{passkey_id}") for _ in range(2)]

    assert [response.status_code for response in responses] == [204, 404]
    assert await list_names(user_client) == []


async def test_the_owner_is_told_of_a_deleted_passkey(app: Quart, user_client: Client) -> None:
    _, passkey_id = await add_passkey(user_client)

    await user_client.delete(f"/api/passkeys/{passkey_id}")

    recipient, subject, text = (await read_mail(app))[-1]
    assert (recipient, subject) == (EMAIL, "A passkey was deleted · Test app")
    assert '"Phone"' in text


async def test_a_passkey_of_somebody_else_is_neither_seen_nor_deleted(
    app: Quart, user_client: Client
) -> None:
    _, passkey_id = await add_passkey(user_client)
    other = await create_user(app, "bob@example.com")
    other_client = await log_in(app, other.email)

    response = await other_client.delete(f"/api/passkeys/{passkey_id}")

    assert response.status_code == 404
    assert await list_names(other_client) == []
    assert await list_names(user_client) == ["Phone"]
