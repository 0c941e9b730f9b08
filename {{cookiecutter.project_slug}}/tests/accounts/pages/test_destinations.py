"""Where the pages send people, and where they never do."""

from urllib.parse import quote

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.pages import add_link
from tests.constants import CREDENTIALS
from tests.pages.reading import HTMX, read


@pytest.mark.parametrize("path", ["/register", "/login"])
async def test_a_user_needs_no_form_to_come_in(user_client: Client, path: str) -> None:
    response = await user_client.get(f"{path}?next=/account")

    assert response.status_code == 303
    assert response.headers["Location"] == "/account"


@pytest.mark.usefixtures("user")
async def test_after_log_in_one_is_where_one_was_going(client: Client) -> None:
    refused = await client.get("/account/delete?so=what")
    login = refused.headers["Location"]

    page = await read(await client.get(login))
    response = await client.post(login, form=CREDENTIALS)

    assert f'action="{login}"' in page
    assert response.headers["Location"] == "/account/delete?so=what"


@pytest.mark.parametrize("path", ["/login", "/register"])
async def test_without_a_place_to_go_no_address_names_one(client: Client, path: str) -> None:
    assert "next=" not in await read(await client.get(path))


@pytest.mark.usefixtures("user")
async def test_without_a_place_to_go_one_lands_on_the_first_link_that_one_sees(
    app: Quart, client: Client
) -> None:
    app.extensions["LINKS"].clear()
    add_link(app, "Hidden", "pages.show_home", is_shown=lambda: False)
    add_link(app, "API", "docs.show_docs")
    add_link(app, "Home", "pages.show_home")

    response = await client.post("/login", form=CREDENTIALS)

    assert response.headers["Location"] == "/docs"


@pytest.mark.usefixtures("user")
async def test_without_a_main_link_people_land_on_their_account(app: Quart, client: Client) -> None:
    app.extensions["LINKS"][:] = [link for link in app.extensions["LINKS"] if link.place != "main"]

    response = await client.post("/login", form=CREDENTIALS)

    assert response.headers["Location"] == "/account"


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example"])
async def test_nobody_is_sent_to_another_site(client: Client, path: str) -> None:
    response = await client.post(f"/login?next={quote(path)}", form=CREDENTIALS)

    assert response.status_code == 303
    assert "evil" not in response.headers["Location"]


async def test_a_stranger_is_sent_to_the_log_in_page(client: Client) -> None:
    response = await client.get("/account")

    assert response.status_code == 303
    assert response.headers["Location"] == "/login?next=/account"


async def test_what_a_stranger_sends_can_be_sent_again_after_log_in(client: Client) -> None:
    response = await client.post("/account/delete")

    page = await read(response)
    assert response.status_code == 401
    assert '<a class="button" href="/login" target="_blank">Log in</a>' in page
    assert "then reload this page to send it again" in page


async def test_htmx_leaves_a_stranger_where_something_is_typed(client: Client) -> None:
    for send in (client.get, client.post):
        response = await send("/account/delete", headers=HTMX)

        part = await read(response)
        assert response.status_code == 401
        assert '<a href="/login" target="_blank">Log in</a>' in part
        assert "Your text is still here." in part
        assert "<html" not in part


async def test_the_api_is_not_sent_to_a_page(client: Client) -> None:
    response = await client.get("/api/users/me")

    assert response.status_code == 401
    assert response.content_type == "application/problem+json"


async def test_a_session_that_has_ended_leaves_no_cookie(user_client: Client) -> None:
    cookies = [(cookie.name, cookie.value) for cookie in user_client.cookie_jar or []]
    await user_client.post("/logout")
    for name, value in cookies:
        user_client.set_cookie("localhost", name, value or "")

    response = await user_client.get("/account")

    assert response.status_code == 303
    assert 'href="/login"' in await read(await user_client.get("/"))
