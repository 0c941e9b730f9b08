"""A page can say what the link of an email will do, before anyone clicks."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.factors import Factor, add_factor
from app.accounts.models import User
from app.accounts.registration import invite_person
from app.db import Connection
from tests.accounts.people import create_user, log_in, read_token
from tests.constants import CREDENTIALS, EMAIL, PASSWORD

REGISTRATION, RESET = "/api/users/confirm", "/api/password/reset"
ADDRESS = "/api/users/me/email/confirm"
OTHER = "lovelace@example.com"


async def show(client: Client, path: str, token: str) -> tuple[int, object]:
    response = await client.get(path, query_string={"token": token})
    return response.status_code, await response.get_json()


async def test_a_registration_names_the_address_and_who_chooses_the_password(
    app: Quart, client: Client
) -> None:
    await client.post("/api/users", json=CREDENTIALS)
    token = await read_token(app)

    here = await show(client, REGISTRATION, token)
    elsewhere = await show(app.test_client(), REGISTRATION, token)
    created = await client.post(REGISTRATION, json={"token": token})

    assert here == (200, {"email": EMAIL, "chooses_password": False})
    assert elsewhere == (200, {"email": EMAIL, "chooses_password": True})
    assert created.status_code == 201


async def test_an_invited_person_chooses_the_password(app: Quart, client: Client) -> None:
    async with app.app_context():
        await invite_person(OTHER)

    found = await show(client, REGISTRATION, await read_token(app))

    assert found == (200, {"email": OTHER, "chooses_password": True})


async def test_a_reset_names_the_account_and_only_the_factors_that_it_has(
    app: Quart, user: User, client: Client
) -> None:
    async def describe(connection: Connection, user_id: str) -> str:
        return "badge: Blue" if user_id == user.id else ""

    async def describe_none(connection: Connection, user_id: str) -> str:
        return ""

    async def remove(connection: Connection, user_id: str) -> None: ...

    add_factor(app, "badges", Factor("badge", describe, remove))
    add_factor(app, "stamps", Factor("stamp", describe_none, remove))
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    token = await read_token(app)

    status, link = await show(client, RESET, token)
    reset = await client.post(RESET, json={"token": token, "password": PASSWORD})
    _, used = await show(client, RESET, token)

    assert status == 200
    assert isinstance(link, dict)
    assert link["email"] == EMAIL
    assert link["factors"]["badges"] == "badge: Blue"
    assert "stamps" not in link["factors"]
    assert reset.status_code == 204
    assert isinstance(used, dict)
    assert used["status"] == 400


async def test_a_new_address_is_shown_only_to_the_person_who_asked(
    app: Quart, user_client: Client
) -> None:
    await user_client.post("/api/users/me/email", json={"email": OTHER})
    token = await read_token(app)
    await create_user(app, "grace@example.com")

    here = await show(user_client, ADDRESS, token)
    other, _ = await show(await log_in(app, "grace@example.com"), ADDRESS, token)
    visitor, _ = await show(app.test_client(), ADDRESS, token)

    assert here == (200, {"email": OTHER})
    assert (other, visitor) == (400, 401)


@pytest.mark.parametrize("path", [REGISTRATION, RESET, ADDRESS])
async def test_a_link_that_does_not_work_says_so(user_client: Client, path: str) -> None:
    status, problem = await show(user_client, path, "made-up")

    assert status == 400
    assert isinstance(problem, dict)
    assert "already been used" in problem["detail"]
