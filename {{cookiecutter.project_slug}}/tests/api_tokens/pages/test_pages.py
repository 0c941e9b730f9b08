"""The pages of API tokens, with JavaScript off."""

import re

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.api_tokens import own_tokens
from tests.accounts.people import create_user, log_in, make_stale
from tests.api_tokens.bearers import ask, create_token, write_header
from tests.pages.reading import HTMX, read, read_outcome

PLACE = "/account/security"
NEW = f"{PLACE}/tokens/new"
FORM = {"name": "<b>Backup</b>", "scopes": "read", "expires_in_days": "7"}


async def test_a_token_is_shown_once(client: Client, user_client: Client) -> None:
    page = await read(await user_client.post(NEW, form=FORM))
    place = await read(await user_client.get(PLACE))

    (secret,) = re.findall(r"^(api_token_\w+)</textarea>", page, re.MULTILINE)
    assert "You will not see it again." in page
    assert secret not in place
    assert "&lt;b&gt;Backup&lt;/b&gt;" in place
    assert "May read ·" in place
    assert "Not used yet" in place
    assert await ask(client, write_header(secret)) == 200


async def test_the_security_page_leads_to_the_form(user_client: Client) -> None:
    place = await read(await user_client.get(PLACE))
    page = await read(await user_client.get(NEW))

    assert "You have no API tokens." in place
    assert f'href="{NEW}"' in place
    assert re.search(r'value="read" checked', page)
    assert not re.search(r'value="write" checked', page)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "This is required."),
        ({"scopes": ""}, "Choose at least one."),
        ({"scopes": "all"}, "Choose at least one."),
        ({"expires_in_days": "x"}, "expires_in_days-error"),
    ],
)
async def test_a_mistake_is_said_and_the_rest_kept(
    user_client: Client, change: dict[str, str], said: str
) -> None:
    response = await user_client.post(NEW, form={**FORM, **change})

    page = await read(response)
    assert response.status_code == 422
    assert said in page
    assert 'value="7" selected' in page or "expires_in_days" in change


async def test_too_many_are_refused_in_words(
    user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_tokens, "MOST", 0)

    response = await user_client.post(NEW, form=FORM)

    assert response.status_code == 422
    assert own_tokens.TOO_MANY in await read(response)


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_a_token_is_revoked(user_client: Client, headers: dict[str, str]) -> None:
    token = (await create_token(user_client))["token"]
    revoke = f"{PLACE}/tokens/{token['id']}/revoke"
    before = await read(await user_client.get(PLACE))

    response = await user_client.post(revoke, headers=headers)

    page = await read_outcome(user_client, response, headers)
    assert f'action="{revoke}"' in before
    assert page.count("The token was revoked.") == 1
    assert "You have no API tokens." in page
    assert ("<html" in page) is not bool(headers)


async def test_nobody_revokes_the_token_of_another(app: Quart, user_client: Client) -> None:
    token = (await create_token(user_client))["token"]
    await create_user(app, "bob@example.com")
    bob = await log_in(app, "bob@example.com")

    response = await bob.post(f"{PLACE}/tokens/{token['id']}/revoke")

    assert response.status_code == 404


async def test_the_form_asks_for_the_password_first(app: Quart, user_client: Client) -> None:
    await make_stale(app)

    response = await user_client.get(NEW)

    assert response.headers["Location"].startswith("/account/confirm?next=")
