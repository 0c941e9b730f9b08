"""The pages of accounts."""

import pytest
from quart.typing import TestClientProtocol as Client

from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.pages import read


async def is_logged_in(client: Client) -> bool:
    return (await client.get("/api/users/me")).status_code == 200


@pytest.mark.parametrize("path", ["/register", "/login"])
async def test_a_form_is_shown(client: Client, path: str) -> None:
    page = await read(await client.get(path))

    assert 'name="email"' in page
    assert 'type="password"' in page
    assert 'role="alert">N' not in page


async def test_who_registers_is_logged_in(client: Client) -> None:
    response = await client.post("/register", form=CREDENTIALS)

    assert response.status_code == 303
    assert await is_logged_in(client)


async def test_a_registration_comes_back_with_what_is_wrong(client: Client) -> None:
    response = await client.post("/register", form={"email": "ada<at>home", "password": "weaves"})

    page = await read(response)
    assert response.status_code == 422
    assert 'role="alert">Nothing is saved yet.' in page
    assert 'aria-invalid="true" aria-describedby="email-error"' in page
    assert 'id="password-error">Use at least 8 characters.' in page
    assert 'value="ada&lt;at&gt;home"' in page
    assert "weaves" not in page
    assert not await is_logged_in(client)


async def test_an_empty_form_comes_back_too(client: Client) -> None:
    response = await client.post("/register")

    assert response.status_code == 422
    assert "email-error" in await read(response)


async def test_an_address_is_registered_once(client: Client) -> None:
    await client.post("/api/users", json=CREDENTIALS)

    response = await client.post("/register", form=CREDENTIALS)

    assert response.status_code == 422
    assert "This address has an account." in await read(response)
    assert not await is_logged_in(client)


async def test_who_logs_in_is_logged_in(client: Client) -> None:
    await client.post("/api/users", json=CREDENTIALS)

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
async def test_a_log_in_does_not_tell_which_of_both_is_wrong(
    client: Client, form: dict[str, str]
) -> None:
    await client.post("/api/users", json=CREDENTIALS)

    response = await client.post("/login", form=form)

    page = await read(response)
    assert response.status_code == 422
    assert "The e-mail address or the password is wrong." in page
    assert form["email"] in page
    assert form["password"] not in page
    assert not await is_logged_in(client)


async def test_a_log_in_with_no_address_comes_back(client: Client) -> None:
    response = await client.post("/login", form={"email": "ada", "password": PASSWORD})

    assert response.status_code == 422
    assert 'id="email-error"' in await read(response)


@pytest.mark.parametrize("path", ["/register", "/login"])
async def test_attempts_are_limited(client: Client, path: str) -> None:
    for _ in range(10):
        assert (await client.post(path)).status_code == 422

    response = await client.post(path)

    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert "<h1>Too Many Requests</h1>" in await read(response)


async def test_who_logs_out_is_logged_out(user_client: Client) -> None:
    response = await user_client.post("/logout")

    assert response.status_code == 303
    assert not await is_logged_in(user_client)


async def test_one_can_log_out_twice(client: Client) -> None:
    response = await client.post("/logout")

    assert response.status_code == 303


async def test_the_account_says_whose_it_is(user_client: Client) -> None:
    response = await user_client.get("/account")

    assert EMAIL in await read(response)
    assert response.headers["Cache-Control"] == "no-store"


async def test_an_account_is_deleted_after_a_question(user_client: Client) -> None:
    question = await read(await user_client.get("/account/delete"))
    was_logged_in = await is_logged_in(user_client)
    response = await user_client.post("/account/delete")

    assert EMAIL in question
    assert was_logged_in
    assert response.headers["Location"] == "/"
    assert not await is_logged_in(user_client)
    assert (await user_client.post("/login", form=CREDENTIALS)).status_code == 422
