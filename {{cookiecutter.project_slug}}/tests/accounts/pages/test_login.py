"""The pages by which people log in and out."""

import pytest
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import is_logged_in
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.pages.reading import read


@pytest.mark.parametrize("path", ["/register", "/login"])
async def test_a_form_is_shown(client: Client, path: str) -> None:
    page = await read(await client.get(path))

    assert 'name="email"' in page
    assert 'type="password"' in page
    assert 'role="alert">N' not in page


@pytest.mark.usefixtures("user")
async def test_who_logs_in_is_logged_in(client: Client) -> None:
    response = await client.post("/login", form=CREDENTIALS)

    assert response.status_code == 303
    assert await is_logged_in(client)


@pytest.mark.parametrize(
    "form",
    [
        {"email": EMAIL, "password": "another engine"},
        {"email": "bob@example.com", "password": PASSWORD},
    ],
)
@pytest.mark.usefixtures("user")
async def test_a_log_in_does_not_tell_which_of_both_is_wrong(
    client: Client, form: dict[str, str]
) -> None:
    response = await client.post("/login", form=form)

    page = await read(response)
    assert response.status_code == 422
    assert "The email address or password is wrong" in page
    assert form["email"] in page
    assert form["password"] not in page
    assert not await is_logged_in(client)


async def test_a_log_in_with_no_address_comes_back(client: Client) -> None:
    response = await client.post("/login", form={"email": "ada", "password": PASSWORD})

    assert response.status_code == 422
    assert 'id="email-error"' in await read(response)


async def test_a_log_in_leads_to_a_new_password(client: Client) -> None:
    page = await read(await client.get("/login"))

    assert 'href="/forgotten"' in page


@pytest.mark.parametrize("path", ["/register", "/confirm", "/login", "/forgotten", "/reset"])
async def test_attempts_are_limited(client: Client, path: str) -> None:
    for _ in range(10):
        assert (await client.post(path)).status_code == 422

    response = await client.post(path)

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "<h1>Please wait a moment</h1>" in await read(response)


async def test_who_logs_out_is_logged_out(user_client: Client) -> None:
    response = await user_client.post("/logout")

    assert response.status_code == 303
    assert not await is_logged_in(user_client)


async def test_one_can_log_out_twice(client: Client) -> None:
    response = await client.post("/logout")

    assert response.status_code == 303


async def test_a_form_that_is_wrong_says_so_in_its_title_and_at_its_first_wrong_field(
    client: Client,
) -> None:
    response = await client.post("/register", form={"email": "nobody", "password": "short"})

    page = await read(response)
    assert "<title>Error: Sign up · Test app</title>" in page
    assert page.count("autofocus") == 1
    assert (
        'name="email" type="email" value="nobody" aria-invalid="true" autofocus'
        ' aria-describedby="email-error email-hint"'
    ) in page
    assert 'aria-invalid="true" aria-describedby="password-error password-hint"' in page


async def test_a_refused_login_has_one_alert_and_the_focus_in_the_password(client: Client) -> None:
    page = await read(await client.post("/login", form=CREDENTIALS))

    assert page.count("autofocus") == 1
    assert 'aria-invalid="true" autofocus aria-describedby="password-error"' in page
    # The other one is the place for messages of HTMX, which is empty.
    assert page.count('role="alert"') == 2
    assert 'role="alert" id="password-error">The email address or password is wrong' in page


async def test_a_page_says_that_you_are_logged_out(user_client: Client) -> None:
    response = await user_client.post("/logout")

    page = await read(await user_client.get(response.headers["Location"]))
    assert '<div class="flash note">You are logged out.</div>' in page
