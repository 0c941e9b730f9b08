"""Changing the own email address, over the JSON API."""

import asyncio

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from tests.accounts.people import create_user, log_in, read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL, PASSWORD

NEW = "ada@example.org"
URL = "/api/users/me/email"


async def request_change(app: Quart, client: Client, email: str = NEW) -> str:
    """Return the token of the mail."""
    response = await client.post(URL, json={"email": email})
    assert response.status_code == 202
    return await read_token(app)


async def test_a_new_address_is_confirmed_by_a_link_to_it(app: Quart, user_client: Client) -> None:
    token = await request_change(app, user_client)
    before = await (await user_client.get("/api/users/me")).get_json()

    response = await user_client.post(f"{URL}/confirm", json={"token": token})

    (to_new, _, _), (to_old, subject, text) = await read_mail(app)
    assert before["email"] == EMAIL
    assert response.status_code == 200
    assert (await response.get_json())["email"] == NEW
    assert (to_new, to_old) == (NEW, EMAIL)
    assert subject == "Your email address was changed · Test app"
    assert NEW in text
    new_credentials = {"email": NEW, "password": PASSWORD}
    assert (await app.test_client().post("/api/sessions", json=CREDENTIALS)).status_code == 401
    assert (await app.test_client().post("/api/sessions", json=new_credentials)).status_code == 201


async def test_links_to_the_old_address_are_dead(app: Quart, user_client: Client) -> None:
    await app.test_client().post("/api/password/forgotten", json={"email": EMAIL})
    reset = await read_token(app)
    token = await request_change(app, user_client)
    await user_client.post(f"{URL}/confirm", json={"token": token})

    data = {"token": reset, "password": "a loom that calculates"}
    response = await app.test_client().post("/api/password/reset", json=data)

    assert response.status_code == 400


async def test_a_link_works_once_and_for_its_person_alone(app: Quart, user_client: Client) -> None:
    await create_user(app, "bob@example.com")
    bob = await log_in(app, "bob@example.com")
    token = await request_change(app, user_client)

    answers = [
        (await client.post(f"{URL}/confirm", json={"token": token})).status_code
        for client in (app.test_client(), bob, user_client, user_client)
    ]

    assert answers == [401, 400, 200, 400]


async def test_an_address_with_an_account_is_told_by_mail_alone(
    app: Quart, user_client: Client
) -> None:
    await create_user(app, NEW)

    response = await user_client.post(URL, json={"email": NEW})

    ((recipient, subject, text),) = await read_mail(app)
    assert response.status_code == 202
    assert (recipient, subject) == (NEW, "You have an account · Test app")
    assert "token" not in text


async def test_an_address_that_got_an_account_since_is_refused(
    app: Quart, user_client: Client
) -> None:
    token = await request_change(app, user_client)
    await create_user(app, NEW)

    response = await user_client.post(f"{URL}/confirm", json={"token": token})

    assert response.status_code == 409
    assert (await (await user_client.get("/api/users/me")).get_json())["email"] == EMAIL


@pytest.mark.parametrize("email", [EMAIL, EMAIL.upper(), "nobody"])
async def test_a_bad_address_is_named(user_client: Client, email: str) -> None:
    response = await user_client.post(URL, json={"email": email})

    assert response.status_code == 422
    assert [error["field"] for error in (await response.get_json())["errors"]] == ["email"]


async def test_nobody_floods_a_mailbox(app: Quart, user: User) -> None:
    """Neither by one account, nor by several."""
    clients = [await log_in(app)]
    for number in range(2):
        await create_user(app, f"{number}@example.com")
        clients.append(await log_in(app, f"{number}@example.com"))

    answers = await asyncio.gather(
        *(client.post(URL, json={"email": NEW}) for client in clients for _ in range(5))
    )

    assert sorted(answer.status_code for answer in answers) == [202] * 5 + [429] * 10
