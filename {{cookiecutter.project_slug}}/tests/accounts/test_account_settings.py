"""The settings of accounts: who may sign up, whether addresses are confirmed, long passwords."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.accounts import AccountSettings
from app.accounts.models import User
from app.accounts.registration import add_registration, invite_person
from app.config import Settings
from app.db import Connection, connect
from tests.accounts.people import create_user, disable, is_logged_in, log_in, read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL, PASSWORD

INVITED, CLOSED = {"REGISTRATION": "invited"}, {"REGISTRATION": "closed"}
UNCONFIRMED = {"CONFIRM_EMAIL": "false"}
LONG = {"PASSWORD_MIN_LENGTH": "20"}


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Return settings with the variables that the test names in `mark`."""
    return settings.model_copy(update={"variables": getattr(request, "param", {})})


def given(*variables: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("settings", variables, indirect=True)


async def invite(app: Quart) -> str:
    async with app.app_context():
        await invite_person(EMAIL)
    return await read_token(app)


async def find_errors(response: Any) -> dict[str, str]:
    assert response.status_code == 422
    return {line["field"]: line["message"] for line in (await response.get_json())["errors"]}


@given({})
def test_by_default_all_may_sign_up_and_confirm_their_address(app: Quart) -> None:
    assert app.config["ACCOUNTS"] == AccountSettings()
    assert AccountSettings() == AccountSettings(
        registration="open", confirm_email=True, password_min_length=8
    )


@pytest.mark.parametrize(
    "variables",
    [
        *({"REGISTRATION": value} for value in ("no", "true", "open,invited")),
        *({"CONFIRM_EMAIL": value} for value in ("never", "2")),
        *({"PASSWORD_MIN_LENGTH": value} for value in ("7", "0", "-1", "65", "long")),
    ],
)
def test_a_value_that_is_unsafe_or_misspelt_is_refused(
    settings: Settings, variables: dict[str, str]
) -> None:
    (name,) = variables

    with pytest.raises(SystemExit, match=f"  {name}: "):
        create_app(settings.model_copy(update={"variables": variables}))


@given({"REGISTRATION": "Invited", "CONFIRM_EMAIL": "False"})
def test_capitals_make_no_difference(app: Quart) -> None:
    assert app.config["ACCOUNTS"] == AccountSettings(registration="invited", confirm_email=False)


@given(INVITED, CLOSED, {**INVITED, **UNCONFIRMED})
async def test_nobody_signs_up_where_that_is_not_open(app: Quart, client: Client) -> None:
    response = await client.post("/api/users", json=CREDENTIALS)

    assert response.status_code == 403
    assert "Ask the people who run this app" in (await response.get_json())["detail"]
    assert await read_mail(app) == []


@given(INVITED, CLOSED)
async def test_the_refusal_does_not_tell_who_has_an_account(app: Quart, client: Client) -> None:
    await create_user(app)

    known = await client.post("/api/users", json=CREDENTIALS)
    unknown = await client.post("/api/users", json={**CREDENTIALS, "email": "b@example.com"})

    assert (await known.get_json()) == (await unknown.get_json())


@given(INVITED, {})
async def test_an_invited_person_chooses_a_password_and_confirms_no_address(
    app: Quart, client: Client
) -> None:
    token = {"token": await invite(app)}

    without = await client.post("/api/users/confirm", json=token)
    weak = await client.post("/api/users/confirm", json={**token, "password": "password1"})
    response = await client.post("/api/users/confirm", json={**token, "password": PASSWORD})
    again = await client.post("/api/users/confirm", json={**token, "password": PASSWORD})

    assert await find_errors(without) == {"password": "Choose your password."}
    assert set(await find_errors(weak)) == {"password"}
    assert (response.status_code, again.status_code) == (201, 400)
    assert await is_logged_in(client)
    assert await is_logged_in(await log_in(app, EMAIL))
    ((recipient, subject, _),) = await read_mail(app)
    assert (recipient, subject) == (EMAIL, "You are invited · Test app")


@given({})
async def test_links_that_were_mailed_end_when_sign_up_does(
    app: Quart, client: Client, settings: Settings
) -> None:
    await client.post("/api/users", json=CREDENTIALS)
    confirmation = await read_token(app)
    invitation = await invite(app)

    for mode, token in ((INVITED, confirmation), (CLOSED, confirmation), (CLOSED, invitation)):
        later = create_app(settings.model_copy(update={"variables": mode}))
        body = {"token": token, "password": PASSWORD}
        async with later.test_app():
            response = await later.test_client().post("/api/users/confirm", json=body)
        assert response.status_code == 400


@given(INVITED)
async def test_no_mail_offers_to_sign_up(app: Quart, client: Client) -> None:
    await client.post("/api/password/forgotten", json={"email": EMAIL})

    ((_, _, text),) = await read_mail(app)
    assert "no account with this address" in text
    assert "/register" not in text


@given(INVITED)
def test_a_command_invites_the_first_people(run_command: Callable[..., Result]) -> None:
    assert run_command("invite", EMAIL.upper()).output == f"{EMAIL} is invited.\n"
    assert "email: " in run_command("invite", "nobody").output


@given(INVITED)
async def test_a_command_invites_nobody_who_has_an_account(
    app: Quart, run_command: Callable[..., Result], user: User
) -> None:
    await disable(app)
    with pytest.raises(Exception, match="already has an account"):
        await invite(app)


@given(CLOSED)
def test_where_nobody_may_sign_up_a_command_still_creates_users(
    run_command: Callable[..., Result],
) -> None:
    assert "Set REGISTRATION=invited first" in run_command("invite", EMAIL).output
    assert run_command("create-user", EMAIL, "--password", PASSWORD).exit_code == 0


@given(UNCONFIRMED)
async def test_without_confirmation_signing_up_logs_in(app: Quart, client: Client) -> None:
    response = await client.post("/api/users", json=CREDENTIALS)

    assert response.status_code == 201
    assert (await response.get_json())["email"] == EMAIL
    assert await is_logged_in(client)
    assert await read_mail(app) == []


@given(UNCONFIRMED)
async def test_without_confirmation_an_address_that_is_known_is_refused(
    app: Quart, client: Client, user: User
) -> None:
    response = await client.post("/api/users", json={**CREDENTIALS, "password": f"{PASSWORD} 2"})

    assert await find_errors(response) == {"email": "This address already has an account."}
    assert not await is_logged_in(client)
    assert await is_logged_in(await log_in(app, EMAIL))


@given(LONG)
async def test_a_password_can_be_required_to_be_longer(client: Client) -> None:
    short = await client.post("/api/users", json={"email": EMAIL, "password": "loom wheat coral"})
    long = await client.post("/api/users", json={"email": EMAIL, "password": "loom wheat coral 7"})
    longer = {"email": EMAIL, "password": "loom wheat coral table"}

    assert await find_errors(short) == {"password": "Use at least 20 characters."}
    assert await find_errors(long) == {"password": "Use at least 20 characters."}
    assert (await client.post("/api/users", json=longer)).status_code == 202


async def write_note(connection: Connection, user: User) -> None:
    await connection.execute(
        "UPDATE users SET name = :name WHERE id = :id", {"name": "Welcomed", "id": user.id}
    )


async def refuse(_connection: Connection, _user: User) -> None:
    raise RuntimeError


async def read_names(app: Quart) -> list[str]:
    async with app.app_context(), connect() as connection:
        rows = await connection.fetch_all("SELECT name FROM users")
    return [row["name"] for row in rows]


@given({}, UNCONFIRMED)
async def test_a_feature_adds_to_every_new_account(app: Quart, client: Client) -> None:
    add_registration(app, write_note)

    response = await client.post("/api/users", json=CREDENTIALS)
    if response.status_code == 202:
        await client.post("/api/users/confirm", json={"token": await read_token(app)})

    assert await read_names(app) == ["Welcomed"]


@given({})
async def test_if_a_feature_fails_there_is_no_account(app: Quart, client: Client) -> None:
    add_registration(app, write_note)
    add_registration(app, refuse)
    await client.post("/api/users", json=CREDENTIALS)
    token = {"token": await read_token(app)}

    assert (await client.post("/api/users/confirm", json=token)).status_code == 500

    assert await read_names(app) == []
