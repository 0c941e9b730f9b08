"""Logging in with a passkey over the JSON API, with a device in software."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import Forbidden

from app.accounts.login import add_login_check
from app.accounts.models import User
from app.config import Settings
from app.passkeys import verification
from app.passkeys.api import NOT_LOGGED_IN
from app.passkeys.verification import USE_PASSKEY
from tests.accounts.people import create_user, log_in, remove_password
from tests.passkeys.soft_authenticator import (
    HOST,
    ORIGIN,
    PRESENT,
    VERIFIED,
    add_passkey,
    fetch_creation_options,
    fetch_request_options,
    send_login,
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"base_url": ORIGIN})


async def test_a_passkey_logs_in(client: Client, user_client: Client, user: User) -> None:
    device, _ = await add_passkey(user_client)

    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert response.status_code == 201
    assert (await response.get_json())["id"] == user.id
    assert (await client.get("/api/users/me")).status_code == 200


async def test_a_person_without_a_password_adds_and_uses_one(
    app: Quart, client: Client, user_client: Client, user: User
) -> None:
    await remove_password(app)
    device, _ = await add_passkey(user_client)

    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert (await response.get_json())["id"] == user.id


async def test_it_is_known_when_it_was_used_last(client: Client, user_client: Client) -> None:
    device, _ = await add_passkey(user_client)
    await send_login(client, device.get(await fetch_request_options(client)))

    passkeys = await (await user_client.get("/api/passkeys")).get_json()

    assert passkeys["items"][0]["last_used_at"] is not None


async def test_no_login_check_is_asked(app: Quart, client: Client, user_client: Client) -> None:
    async def refuse(*_: object) -> None:
        raise Forbidden

    device, _ = await add_passkey(user_client)
    add_login_check(app, refuse)

    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert response.status_code == 201


async def test_what_a_stranger_is_asked_names_nobody(client: Client, user_client: Client) -> None:
    await add_passkey(user_client)

    options = await fetch_request_options(client)

    del options["challenge"]
    assert options == {
        "rpId": HOST,
        "timeout": 300_000,
        "allowCredentials": [],
        "userVerification": "required",
    }


@pytest.mark.parametrize(
    "forged",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://app.example.com"},
        {"rp_id": "evil.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"challenge": "AAAA"},
        {"purpose": "create"},
    ],
)
async def test_a_forged_answer_is_refused(
    client: Client, user_client: Client, forged: dict[str, Any]
) -> None:
    device, _ = await add_passkey(user_client)

    response = await send_login(client, device.get(await fetch_request_options(client), **forged))

    assert response.status_code == 401
    assert (await response.get_json())["detail"] == NOT_LOGGED_IN
    assert "Set-Cookie" not in response.headers


async def test_an_answer_logs_in_once_of_two_at_the_same_time(
    app: Quart, client: Client, user_client: Client
) -> None:
    device, _ = await add_passkey(user_client)
    answer = device.get(await fetch_request_options(client))

    responses = await asyncio.gather(*(send_login(app.test_client(), answer) for _ in range(4)))

    assert sorted(response.status_code for response in responses) == [201, 401, 401, 401]


async def test_a_challenge_to_add_a_passkey_does_not_log_in(
    client: Client, user_client: Client
) -> None:
    device, _ = await add_passkey(user_client)

    response = await send_login(client, device.get(await fetch_creation_options(user_client)))

    assert response.status_code == 401


async def test_a_challenge_expires(
    client: Client, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "USE_PASSKEY", USE_PASSKEY._replace(lifetime=timedelta(0)))
    device, _ = await add_passkey(user_client)

    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert response.status_code == 401


async def test_a_count_of_signatures_that_goes_back_is_refused(
    client: Client, user_client: Client
) -> None:
    device, _ = await add_passkey(user_client)
    device.sign_count = 5
    await send_login(client, device.get(await fetch_request_options(client)))

    device.sign_count = 5  # and 6 in the answer, as it was before: the device was copied
    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert response.status_code == 401


async def test_of_two_copies_at_the_same_time_one_logs_in(
    app: Quart, client: Client, user_client: Client
) -> None:
    device, _ = await add_passkey(user_client)
    answers = []
    for _ in range(4):
        device.sign_count = 5  # and 6 in each answer
        answers.append(device.get(await fetch_request_options(client)))

    responses = await asyncio.gather(*(send_login(app.test_client(), each) for each in answers))

    assert sorted(response.status_code for response in responses) == [201, 401, 401, 401]


async def test_a_device_that_does_not_count_logs_in_again(
    client: Client, user_client: Client
) -> None:
    device, _ = await add_passkey(user_client)
    statuses = []
    for _ in range(2):
        device.sign_count = -1  # and 0 in the answer
        response = await send_login(client, device.get(await fetch_request_options(client)))
        statuses.append(response.status_code)

    assert statuses == [201, 201]


@pytest.mark.parametrize("part", ["user_handle", "key"])
async def test_the_user_and_the_key_have_to_be_those_of_the_passkey(
    app: Quart, client: Client, user_client: Client, part: str
) -> None:
    device, _ = await add_passkey(user_client)
    other = await create_user(app, "bob@example.com")
    other_device, _ = await add_passkey(await log_in(app, other.email))
    setattr(device, part, getattr(other_device, part))

    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert response.status_code == 401


async def test_a_deleted_passkey_does_not_log_in(client: Client, user_client: Client) -> None:
    device, passkey_id = await add_passkey(user_client)
    await user_client.delete(f"/api/passkeys/{passkey_id}")

    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert response.status_code == 401
    assert (await response.get_json())["detail"] == NOT_LOGGED_IN


async def test_a_passkey_of_a_deleted_account_does_not_log_in(
    client: Client, user_client: Client
) -> None:
    device, _ = await add_passkey(user_client)
    await user_client.delete("/api/users/me")

    response = await send_login(client, device.get(await fetch_request_options(client)))

    assert response.status_code == 401


async def test_the_owner_sees_what_happened_to_passkeys(
    client: Client, user_client: Client
) -> None:
    device, passkey_id = await add_passkey(user_client)
    await send_login(client, device.get(await fetch_request_options(client)))
    await user_client.delete(f"/api/passkeys/{passkey_id}")

    items = (await (await user_client.get("/api/users/me/activity")).get_json())["items"]
    assert [(event["event"], event["detail"]) for event in items] == [
        ("passkey deleted", "Phone"),
        ("logged in", "with a passkey"),
        ("passkey added", "Phone"),
        ("logged in", ""),
    ]
