"""Registering: a mail, a link, an account."""

from datetime import timedelta

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts import registration
from app.accounts.tokens import CONFIRM
from tests.accounts.people import create_user, read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL

OWN = "a loom that calculates"


async def test_registering_mails_a_link_and_makes_no_account(app: Quart, client: Client) -> None:
    response = await client.post("/api/users", json=CREDENTIALS)

    assert response.status_code == 202
    ((recipient, subject, text),) = await read_mail(app)
    assert recipient == EMAIL
    assert subject == "Confirm your address · Test app"
    assert "http://127.0.0.1:8000/confirm?token=" in text
    assert ("If a program asks you for a token" in text) is ("pages" not in app.blueprints)
    assert (await client.post("/api/sessions", json=CREDENTIALS)).status_code == 401


async def test_confirming_makes_the_account_and_logs_in(app: Quart, client: Client) -> None:
    await client.post("/api/users", json=CREDENTIALS)

    response = await client.post(
        "/api/users/confirm", json={"token": await read_token(app), "time_zone": "Asia/Tokyo"}
    )

    user = await response.get_json()
    assert response.status_code == 201
    assert (user["email"], user["time_zone"], user["role"]) == (EMAIL, "Asia/Tokyo", "user")
    assert (await client.get("/api/users/me")).status_code == 200
    assert (await app.test_client().post("/api/sessions", json=CREDENTIALS)).status_code == 201


async def test_a_link_from_another_browser_needs_a_password_of_its_own(
    app: Quart, client: Client
) -> None:
    """A stranger may have asked for the link, and would know the password of the account."""
    await app.test_client().post("/api/users", json=CREDENTIALS)
    link = {"token": await read_token(app)}

    refused = await client.post("/api/users/confirm", json=link)
    weak = await client.post("/api/users/confirm", json={**link, "password": f"{EMAIL}1"})
    confirmed = await client.post("/api/users/confirm", json={**link, "password": OWN})

    assert [error["field"] for error in (await refused.get_json())["errors"]] == ["password"]
    assert [error["field"] for error in (await weak.get_json())["errors"]] == ["password"]
    assert confirmed.status_code == 201
    assert (await client.get("/api/users/me")).status_code == 200
    assert (await client.post("/api/sessions", json=CREDENTIALS)).status_code == 401
    own = {"email": EMAIL, "password": OWN}
    assert (await client.post("/api/sessions", json=own)).status_code == 201


async def test_a_link_works_once(app: Quart, client: Client) -> None:
    await client.post("/api/users", json=CREDENTIALS)
    token = {"token": await read_token(app)}
    await client.post("/api/users/confirm", json=token)

    response = await client.post("/api/users/confirm", json=token)

    assert response.status_code == 400
    assert "Ask for a new one" in (await response.get_json())["detail"]


async def test_a_link_expires(app: Quart, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registration, "CONFIRM", CONFIRM._replace(lifetime=timedelta(0)))
    await client.post("/api/users", json=CREDENTIALS)

    response = await client.post("/api/users/confirm", json={"token": await read_token(app)})

    assert response.status_code == 400


@pytest.mark.parametrize("token", ["", "made up", "\0", "x" * 200])
async def test_a_made_up_link_is_refused(client: Client, token: str) -> None:
    response = await client.post("/api/users/confirm", json={"token": token})

    assert response.status_code == 400


async def test_of_two_links_the_one_that_is_followed_sets_the_password(
    app: Quart, client: Client
) -> None:
    await client.post("/api/users", json=CREDENTIALS)
    own = await read_token(app)
    stranger = {"email": EMAIL, "password": "password of a stranger"}
    await app.test_client().post("/api/users", json=stranger)

    await client.post("/api/users/confirm", json={"token": own})

    assert (await client.post("/api/sessions", json=stranger)).status_code == 401
    assert (await client.post("/api/sessions", json=CREDENTIALS)).status_code == 201


async def test_the_second_link_for_one_address_makes_no_second_account(
    app: Quart, client: Client
) -> None:
    links = []
    for _ in range(2):
        await client.post("/api/users", json=CREDENTIALS)
        links.append({"token": await read_token(app), "password": OWN})
    await client.post("/api/users/confirm", json=links[0])

    response = await client.post("/api/users/confirm", json=links[1])

    assert response.status_code == 400


async def test_an_address_that_is_known_is_told_by_mail_alone(app: Quart, client: Client) -> None:
    await create_user(app)

    response = await client.post("/api/users", json={**CREDENTIALS, "email": EMAIL.upper()})

    assert response.status_code == 202
    ((recipient, subject, text),) = await read_mail(app)
    assert recipient == EMAIL
    assert subject == "You have an account · Test app"
    assert "token" not in text


async def test_a_domain_with_letters_of_its_own_is_kept_as_mail_servers_know_it(
    app: Quart, client: Client
) -> None:
    await client.post("/api/users", json={**CREDENTIALS, "email": "Ada@Köln.example.com"})

    response = await client.post("/api/users/confirm", json={"token": await read_token(app)})

    ((recipient, *_),) = await read_mail(app)
    assert recipient == "ada@xn--kln-sna.example.com"
    assert (await response.get_json())["email"] == recipient


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a@b@example.com"}, "email"),
        ({"email": None}, "email"),
        ({"email": f"{'a' * 300}@example.com"}, "email"),
        ({"email": "nul\0@example.com"}, "email"),
        ({"email": "zoë@example.com"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password": "password1"}, "password"),
        ({"password": "aaaaaaaaaaaa"}, "password"),
        ({"password": EMAIL}, "password"),
        ({"password": 12345678}, "password"),
        ({"role": "admin"}, "role"),
    ],
)
async def test_registering_names_the_bad_field(
    client: Client, change: dict[str, object], field: str
) -> None:
    response = await client.post("/api/users", json={**CREDENTIALS, **change})

    problem = await response.get_json()
    assert response.status_code == 422
    assert [error["field"] for error in problem["errors"]] == [field]


async def test_every_bad_field_is_named_at_once_with_advice(client: Client) -> None:
    response = await client.post("/api/users", json={"email": "nobody", "password": "password1"})

    assert (await response.get_json())["errors"] == [
        {"field": "email", "message": "An email address must have an @-sign."},
        {
            "field": "password",
            "message": "This is a very common password. "
            "Add another word or two. Uncommon words are better.",
        },
    ]
