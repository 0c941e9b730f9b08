"""The pages: buttons on the login page, the section of the security page, and their errors."""

import re

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from tests.accounts.people import is_logged_in, log_in, make_stale, read_token
from tests.constants import EMAIL, PASSWORD
from tests.oidc.logins import consent, go_to_provider, log_in_there
from tests.pages.reading import read

SECURITY = "/account/security"


async def test_the_login_page_has_a_link_for_each_provider(client: Client) -> None:
    page = await read(await client.get("/login?next=/account"))

    assert 'href="/login/oidc/mock?next=/account">Log in with Mock</a>' in page
    assert "Log in with Far Away" in page


async def test_a_refusal_is_shown_on_the_login_page(client: Client) -> None:
    response = await client.get("/login/oidc/far-away")

    page = await read(response)
    assert response.status_code == 503
    assert "Far Away does not answer as it should." in page
    assert "Log in with Mock" in page


async def test_a_person_who_is_logged_in_reads_it_on_the_security_page(
    user_client: Client,
) -> None:
    response = await user_client.get("/login/oidc/far-away/link")

    page = await read(await user_client.get(response.headers["Location"]))
    assert "Far Away does not answer as it should." in page


async def test_an_existing_account_is_proved_and_then_linked(app: Quart, user: User) -> None:
    client = app.test_client()
    refused = await log_in_there(client)
    login = await read(await client.get(refused.headers["Location"]))
    form = {"email": EMAIL, "password": PASSWORD}
    proved = await client.post(refused.headers["Location"], form=form)
    question = await read(await client.get(proved.headers["Location"]))
    linked = await client.post("/account/oidc/link")
    page = await read(await client.get(linked.headers["Location"]))

    assert refused.headers["Location"] == "/login?next=/account/oidc/link"
    assert "You already have an account" in login
    assert "Mock as ada@example.com" in question
    assert "You can now log in with Mock." in page
    assert "Link Far Away" in page


async def test_it_is_unlinked(app: Quart, user: User) -> None:
    client = await log_in(app)
    await log_in_there(client, "bob", "/login/oidc/mock/link?next=/account/oidc/link")
    await client.post("/account/oidc/link")
    page = await read(await client.get(SECURITY))
    (unlink,) = re.findall(r'action="(/account/oidc/[^"]+/unlink)"', page)

    await client.post(unlink)
    page = await read(await client.get(SECURITY))
    again = await client.post(unlink)

    assert "The account was unlinked." in page
    assert again.status_code == 404


async def test_the_last_way_to_log_in_stays(client: Client) -> None:
    await log_in_there(client)
    page = await read(await client.get(SECURITY))
    (unlink,) = re.findall(r'action="(/account/oidc/[^"]+/unlink)"', page)

    await client.post(unlink)

    page = await read(await client.get(SECURITY))
    assert "This is your only way to log in." in page
    assert unlink in page


async def test_what_another_person_has_linked_is_not_linked_again(app: Quart, user: User) -> None:
    await log_in_there(app.test_client(), "ada")
    first = await log_in(app)
    await log_in_there(first, "bob", "/login/oidc/mock/link")
    await first.post("/account/oidc/link")
    await log_in_there(first, "bob", "/login/oidc/mock/link")

    response = await first.post("/account/oidc/link")

    page = await read(await first.get(response.headers["Location"]))
    assert "already linked" in page


async def test_without_a_password_a_mail_confirms_who_it_is(app: Quart, client: Client) -> None:
    await log_in_there(client)
    await make_stale(app)

    question = await read(await client.get("/account/confirm?next=/account/delete"))
    sent = await client.post("/account/oidc/confirmation")
    token = await read_token(app)
    page = await read(await client.get(f"/account/oidc/confirm?token={token}"))
    await client.post("/account/oidc/confirm", form={"token": token})
    deletion = await client.get("/account/delete")

    assert 'action="/account/oidc/confirmation"' in question
    assert 'name="password"' not in question
    assert "/see-mail" in sent.headers["Location"]
    assert f'name="token" value="{token}"' in page
    assert deletion.status_code == 200


@pytest.mark.parametrize("token", ["guess", ""])
async def test_a_wrong_link_leads_back_to_the_question(client: Client, token: str) -> None:
    await log_in_there(client)

    shown = await client.get(f"/account/oidc/confirm?token={token}")
    sent = await client.post("/account/oidc/confirm", form={"token": token})

    assert shown.headers["Location"] == sent.headers["Location"] == "/account/confirm"
    assert "has already been used" in await read(await client.get("/account/confirm"))


async def test_without_a_password_one_is_set_by_mail(client: Client) -> None:
    await log_in_there(client)

    page = await read(await client.get("/account/password"))
    response = await client.post("/forgotten", form={"email": EMAIL})

    assert f'name="email" value="{EMAIL}"' in page
    assert 'action="/forgotten"' in page
    assert response.status_code == 303


async def test_a_refusal_keeps_the_visitor_out(client: Client) -> None:
    back = await consent(await go_to_provider(client), "bob")

    response = await client.get(back)

    assert response.status_code == 400
    assert "has not told us an email address that it has verified" in await read(response)
    assert not await is_logged_in(client)
