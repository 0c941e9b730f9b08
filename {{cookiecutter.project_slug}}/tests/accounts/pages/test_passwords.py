"""The pages of passwords: forgotten, chosen anew, changed."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.factors import Factor, add_factor
from app.accounts.models import User
from app.db import Connection
from tests.accounts.people import is_logged_in, log_in, read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.pages.reading import read

NEW = "a difference of one"


async def forget(app: Quart, client: Client) -> str:
    """Return the token of the mail."""
    await client.post("/forgotten", form={"email": EMAIL})
    return await read_token(app)


@pytest.mark.parametrize("email", [EMAIL, "bob@example.com"])
@pytest.mark.usefixtures("user")
async def test_who_forgot_the_password_is_sent_a_mail(
    app: Quart, client: Client, email: str
) -> None:
    response = await client.post("/forgotten", form={"email": email})

    page = await read(await client.get(response.headers["Location"]))
    assert response.status_code == 303
    assert f"We sent an email to <strong>{email}</strong>." in page
    assert [recipient for recipient, _, _ in await read_mail(app)] == [email]


async def test_no_mail_is_sent_to_what_is_no_address(app: Quart, client: Client) -> None:
    form = await read(await client.get("/forgotten"))
    response = await client.post("/forgotten", form={"email": "ada"})

    page = await read(response)
    assert 'name="email"' in form
    assert response.status_code == 422
    assert 'id="email-error"' in page
    assert 'value="ada"' in page
    assert await read_mail(app) == []


async def test_a_new_password_is_chosen_by_the_link(app: Quart, user_client: Client) -> None:
    token = await forget(app, user_client)

    form = await read(await user_client.get(f"/reset?token={token}"))
    response = await user_client.post("/reset", form={"token": token, "password": NEW})

    login = await read(await user_client.get(response.headers["Location"]))
    assert f'<input type="hidden" name="token" value="{token}">' in form
    assert response.status_code == 303
    assert "Your password was changed. Log in with your new password." in login
    assert not await is_logged_in(user_client)
    assert (
        await user_client.post("/login", form={"email": EMAIL, "password": NEW})
    ).status_code == 303


@pytest.mark.usefixtures("user")
async def test_a_new_password_that_is_weak_comes_back(app: Quart, client: Client) -> None:
    token = await forget(app, client)

    response = await client.post("/reset", form={"token": token, "password": "password1"})

    page = await read(response)
    assert response.status_code == 422
    assert 'id="password-error"' in page
    assert "password1" not in page
    assert f'<input type="hidden" name="token" value="{token}">' in page


async def test_without_a_token_it_is_asked_for(client: Client) -> None:
    page = await read(await client.get("/reset"))
    response = await client.post("/reset", form={"password": NEW})

    assert '<label for="token">Token</label>' in page
    assert response.status_code == 422
    assert 'id="token-error">This is required.' in await read(response)


@pytest.mark.parametrize("token", ["wrong", "x" * 201])
async def test_the_page_says_that_a_link_is_bad_before_it_asks_for_anything(
    client: Client, token: str
) -> None:
    opened = await client.get(f"/reset?token={token}")
    sent = await client.post("/reset", form={"token": token, "password": NEW})

    for response in (opened, sent):
        assert response.status_code == 422
        assert "<h1>This link does not work</h1>" in await read(response)


async def test_the_page_lists_what_else_logs_in_to_keep_it(
    app: Quart, user: User, client: Client
) -> None:
    kept: list[str] = [user.id]

    async def describe(connection: Connection, user_id: str) -> str:
        return "badge: <b>Blue</b>" if user_id in kept else ""

    async def remove(connection: Connection, user_id: str) -> None:
        kept.remove(user_id)

    add_factor(app, "badges", Factor("badge", describe, remove))
    token = await forget(app, client)

    page = await read(await client.get(f"/reset?token={token}"))
    form = {"token": token, "password": "short", "keep": "badges"}
    refused = await read(await client.post("/reset", form=form))
    await client.post("/reset", form={**form, "password": NEW})

    assert (
        '<input type="checkbox" name="keep" value="badges"> Badge: &lt;b&gt;Blue&lt;/b&gt;' in page
    )
    assert 'name="keep" value="badges" checked>' in refused
    assert kept == [user.id]


@pytest.mark.usefixtures("user")
async def test_a_link_works_once(app: Quart, client: Client) -> None:
    token = await forget(app, client)
    await client.post("/reset", form={"token": token, "password": NEW})

    response = await client.post("/reset", form={"token": token, "password": PASSWORD})

    page = await read(response)
    assert response.status_code == 422
    assert "<h1>This link does not work</h1>" in page
    assert 'href="/forgotten">Ask for a new link' in page


async def test_a_changed_password_ends_the_other_sessions(app: Quart, user_client: Client) -> None:
    other = await log_in(app)

    response = await user_client.post(
        "/account/password", form={"current_password": PASSWORD, "new_password": NEW}
    )

    assert response.status_code == 303
    page = await read(await user_client.get(response.headers["Location"]))
    assert "<h1>Password</h1>" in page
    assert "You have been logged out on every other device." in page
    assert not await is_logged_in(other)
    assert (await other.post("/login", form=CREDENTIALS)).status_code == 422


@pytest.mark.parametrize(
    ("form", "field", "message"),
    [
        ({"current_password": NEW, "new_password": NEW}, "current", "The password is wrong."),
        ({"current_password": PASSWORD, "new_password": "short"}, "new", "Use at least 8"),
        ({"new_password": NEW}, "current", "This is required."),
    ],
)
async def test_a_change_of_the_password_that_is_wrong_comes_back(
    app: Quart, user_client: Client, form: dict[str, str], field: str, message: str
) -> None:
    response = await user_client.post("/account/password", form=form)

    page = await read(response)
    error = page.partition(f'id="{field}_password-error">')[2].partition("</p>")[0]
    assert response.status_code == 422
    assert message in error
    assert not any(f'"{password}"' in page for password in form.values())
    assert await is_logged_in(await log_in(app))


async def test_the_form_tells_a_password_manager_whose_it_is(user_client: Client) -> None:
    page = await read(await user_client.get("/account/password"))

    assert f'value="{EMAIL}" autocomplete="username" hidden' in page
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="new-password"' in page
