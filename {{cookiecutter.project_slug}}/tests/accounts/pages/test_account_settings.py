"""The pages say who may sign up, and offer nothing that is refused."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.registration import invite_person
from app.config import Settings
from tests.accounts.people import is_logged_in, read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL, PASSWORD


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    return settings.model_copy(update={"variables": request.param})


def given(**variables: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("settings", [variables], indirect=True)


async def read(client: Client, path: str) -> str:
    return await (await client.get(path)).get_data(as_text=True)


@pytest.mark.parametrize(
    "settings", [{"REGISTRATION": "invited"}, {"REGISTRATION": "closed"}], indirect=True
)
async def test_no_page_offers_to_sign_up_where_that_is_not_open(app: Quart, client: Client) -> None:
    shown = await client.get("/register")
    sent = await client.post("/register", form=CREDENTIALS)

    assert (shown.status_code, sent.status_code) == (403, 403)
    assert "Ask the people who run this app" in await shown.get_data(as_text=True)
    assert await read_mail(app) == []
    for path in ("/", "/login", "/confirm?token=wrong", f"/see-mail?email={EMAIL}"):
        assert "/register" not in await read(client, path)


@given(REGISTRATION="invited")
async def test_an_invitation_opens_the_form_for_a_password(app: Quart, client: Client) -> None:
    async with app.app_context():
        await invite_person(EMAIL)
    token = await read_token(app)

    page = await read(client, f"/confirm?token={token}")
    without = await client.post("/confirm", form={"token": token})
    response = await client.post("/confirm", form={"token": token, "password": PASSWORD})

    assert f"Choose a password for <strong>{EMAIL}</strong>" in page
    assert (without.status_code, response.status_code) == (422, 303)
    assert await is_logged_in(client)


@given(CONFIRM_EMAIL="false")
async def test_without_confirmation_the_form_logs_in(client: Client) -> None:
    assert "We will send you a link" not in await read(client, "/register")

    response = await client.post("/register", form=CREDENTIALS)
    again = await client.post("/register", form=CREDENTIALS)

    assert response.status_code == 303
    assert await is_logged_in(client)
    assert again.status_code == 422
    assert "This address already has an account" in await again.get_data(as_text=True)


@given(PASSWORD_MIN_LENGTH="20")
async def test_the_form_says_how_long_a_password_must_be(client: Client) -> None:
    page = await read(client, "/register")

    assert "At least 20 characters" in page
    assert 'minlength="20"' in page
