"""The pages by which people register, and confirm that the address is theirs."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.config import Settings
from tests.accounts.people import is_logged_in, read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.pages.reading import read


async def register(app: Quart, client: Client) -> str:
    """Return the token of the mail."""
    await client.post("/register", form=CREDENTIALS)
    return await read_token(app)


async def test_who_registers_is_sent_a_mail_and_told_so(app: Quart, client: Client) -> None:
    response = await client.post("/register", form=CREDENTIALS)

    page = await read(await client.get(response.headers["Location"]))
    assert response.status_code == 303
    assert f"We sent an email to <strong>{EMAIL}</strong>." in page
    assert [recipient for recipient, _, _ in await read_mail(app)] == [EMAIL]
    assert not await is_logged_in(client)


@pytest.mark.usefixtures("user")
async def test_whether_an_address_is_known_makes_no_difference(app: Quart, client: Client) -> None:
    response = await client.post("/register", form=CREDENTIALS)
    other = await client.post("/register", form={**CREDENTIALS, "email": "bob@example.com"})

    assert response.status_code == other.status_code == 303
    assert response.headers["Location"] == "/see-mail?email=ada@example.com"
    assert other.headers["Location"] == "/see-mail?email=bob@example.com"
    assert [subject for _, subject, _ in await read_mail(app)] == [
        "You have an account · Test app",
        "Confirm your address · Test app",
    ]


async def test_in_development_the_mail_can_be_read_at_once(
    settings: Settings, client: Client
) -> None:
    development = create_app(settings.model_copy(update={"app_env": "development"}))
    path = "/see-mail?email=ada@example.com"

    page = await read(await development.test_client().get(path))
    elsewhere = await read(await client.get(path))

    assert 'href="/mailbox"' in page
    assert "mailbox" not in elsewhere


@pytest.mark.parametrize("query", ["", "?email=", "?email=Call+us+at+once"])
async def test_no_words_of_others_are_shown_as_ours(client: Client, query: str) -> None:
    response = await client.get(f"/see-mail{query}")

    assert response.status_code == 404
    assert "Call us" not in await read(response)


async def test_a_registration_comes_back_with_what_is_wrong(app: Quart, client: Client) -> None:
    response = await client.post("/register", form={"email": "ada<at>home", "password": "weaves"})

    page = await read(response)
    assert response.status_code == 422
    assert 'role="alert">Nothing is saved yet.' in page
    assert 'aria-invalid="true" autofocus aria-describedby="email-error email-hint"' in page
    assert 'id="password-error">Use at least 8 characters.' in page
    assert 'value="ada&lt;at&gt;home"' in page
    assert "weaves" not in page
    assert await read_mail(app) == []


async def test_an_empty_form_comes_back_too(client: Client) -> None:
    response = await client.post("/register")

    page = await read(response)
    assert response.status_code == 422
    assert 'id="email-error">This is required.' in page
    assert 'id="password-error">This is required.' in page


async def test_a_link_is_followed_and_nothing_happens_yet(app: Quart, client: Client) -> None:
    token = await register(app, client)

    for _ in range(2):
        page = await read(await client.get(f"/confirm?token={token}"))

        assert f'<input type="hidden" name="token" value="{token}">' in page
        assert "Create account</button>" in page
    assert not await is_logged_in(client)


async def test_who_confirms_has_an_account_and_is_logged_in(app: Quart, client: Client) -> None:
    token = await register(app, client)

    response = await client.post("/confirm", form={"token": token, "time_zone": "Asia/Tokyo"})

    assert response.status_code == 303
    assert response.headers["Location"] == (await client.get("/login")).headers["Location"]
    user = await (await client.get("/api/users/me")).get_json()
    assert (user["email"], user["time_zone"]) == (EMAIL, "Asia/Tokyo")


@pytest.mark.parametrize("form", [{}, {"time_zone": ""}, {"time_zone": "Mars/Olympus"}])
async def test_who_does_not_say_where_the_clock_is_has_utc(
    app: Quart, client: Client, form: dict[str, str]
) -> None:
    token = await register(app, client)

    await client.post("/confirm", form={"token": token, **form})

    user = await (await client.get("/api/users/me")).get_json()
    assert user["time_zone"] == "UTC"


async def test_a_token_can_be_pasted(client: Client) -> None:
    page = await read(await client.get("/confirm"))
    refused = await client.post("/confirm")

    assert '<label for="token">Token</label>' in page
    assert refused.status_code == 422
    assert 'id="token-error"' in await read(refused)


@pytest.mark.parametrize("token", ["wrong", "x" * 201])
async def test_the_page_says_that_a_link_is_bad_before_it_asks_for_anything(
    client: Client, token: str
) -> None:
    opened = await client.get(f"/confirm?token={token}")
    sent = await client.post("/confirm", form={"token": token})

    for response in (opened, sent):
        assert response.status_code == 422
        assert "<h1>This link does not work</h1>" in await read(response)


async def test_another_browser_chooses_the_password(app: Quart, client: Client) -> None:
    token = await register(app, app.test_client())

    page = await read(await client.get(f"/confirm?token={token}"))
    refused = await client.post("/confirm", form={"token": token})
    form = {"token": token, "password": "a loom that calculates"}
    confirmed = await client.post("/confirm", form=form)

    assert f"Choose a password for <strong>{EMAIL}</strong>." in page
    assert 'autocomplete="new-password"' in page
    assert 'id="password-error">You signed up in another browser' in await read(refused)
    assert confirmed.status_code == 303
    assert await is_logged_in(client)
    assert (await client.post("/login", form=CREDENTIALS)).status_code == 422


async def test_a_link_works_once(app: Quart, client: Client) -> None:
    token = await register(app, client)
    await client.post("/confirm", form={"token": token})

    response = await app.test_client().post("/confirm", form={"token": token})

    page = await read(response)
    assert response.status_code == 422
    assert "<h1>This link does not work</h1>" in page
    assert 'href="/register">Sign up again' in page


async def test_before_the_link_is_followed_nobody_can_log_in(app: Quart, client: Client) -> None:
    await register(app, client)

    response = await client.post("/login", form={"email": EMAIL, "password": PASSWORD})

    assert response.status_code == 422
    assert "not confirmed yet" in await read(response)
