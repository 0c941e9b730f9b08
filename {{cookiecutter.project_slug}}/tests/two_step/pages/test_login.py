"""Logging in on the pages with two-step login."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.accounts.queries import update_password
from app.db import Connection, connect
from app.two_step import login as second_step
from app.two_step.pages import login as login_tokens
from tests.accounts.people import is_logged_in
from tests.constants import CREDENTIALS, PASSWORD
from tests.pages.reading import read

CODE = "123456"


@pytest.fixture(autouse=True)
def two_step_login(monkeypatch: pytest.MonkeyPatch, user: User) -> None:
    """Give the person an authenticator app that knows one code."""

    async def has_authenticator(connection: Connection, user_id: str) -> bool:
        return user_id == user.id

    async def use_code(connection: Connection, user_id: str, code: str) -> bool:
        return user_id == user.id and code == CODE

    monkeypatch.setattr(second_step, "has_authenticator", has_authenticator)
    for module in (second_step, login_tokens):
        monkeypatch.setattr(module, "use_code", use_code)


async def begin(client: Client) -> str:
    """Return the token of the second step."""
    page = await read(await client.post("/login?next=/account", form=CREDENTIALS))
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_after_the_password_a_code_is_asked_for(client: Client) -> None:
    response = await client.post("/login?next=/account", form=CREDENTIALS)

    page = await read(response)
    assert response.status_code == 200
    assert 'autocomplete="one-time-code"' in page
    assert 'action="/login/code?next=/account"' in page
    assert PASSWORD not in page
    assert not await is_logged_in(client)


async def test_before_the_right_password_nothing_tells_of_the_second_step(client: Client) -> None:
    response = await client.post("/login", form={**CREDENTIALS, "password": "another engine"})

    assert response.status_code == 422
    assert "one-time-code" not in await read(response)


async def test_the_right_code_logs_in(client: Client) -> None:
    token = await begin(client)

    response = await client.post("/login/code?next=/account", form={"token": token, "code": CODE})

    assert response.status_code == 303
    assert response.headers["Location"] == "/account"
    assert await is_logged_in(client)


@pytest.mark.parametrize("kind", ["authenticator", "recovery"])
@pytest.mark.parametrize(
    ("code", "message"),
    [("654321", "This code is wrong"), ("", "This is required."), ("1" * 65, "Use at most 64")],
)
async def test_a_wrong_code_can_be_corrected(
    client: Client, kind: str, code: str, message: str
) -> None:
    token = await begin(client)

    response = await client.post("/login/code", form={"token": token, "code": code, "kind": kind})
    page = await read(response)
    again = await client.post("/login/code", form={"token": token, "code": CODE})

    assert response.status_code == 422
    assert page.count(message) == 1
    assert ("<details open>" in page) is (kind == "recovery")
    assert token in page
    assert "next=" not in page
    assert again.status_code == 303


async def test_a_second_step_is_taken_once(app: Quart, client: Client) -> None:
    token = await begin(client)
    await client.post("/login/code", form={"token": token, "code": CODE})

    other = app.test_client()
    response = await other.post("/login/code", form={"token": token, "code": CODE})

    assert response.status_code == 422
    assert not await is_logged_in(other)


async def test_who_takes_too_long_begins_again(app: Quart, client: Client) -> None:
    token = await begin(client)
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE tokens SET expires_at = :now", {"now": datetime.now(UTC) - timedelta(seconds=1)}
        )

    response = await client.post("/login/code", form={"token": token, "code": CODE})

    page = await read(response)
    assert response.status_code == 422
    assert "That took too long. Log in again." in page
    assert 'type="password"' in page
    assert not await is_logged_in(client)


async def test_attempts_are_limited(client: Client) -> None:
    statuses = [(await client.post("/login/code")).status_code for _ in range(11)]

    assert statuses == [422] * 10 + [429]


async def test_wrong_codes_are_counted_for_the_account_on_whatever_device(app: Quart) -> None:
    """Otherwise a person with access to the mailbox could have devices remembered without end."""
    token = await begin(app.test_client())

    async def send(code: str, number: int) -> int:
        scope = {"client": (f"192.0.2.{number}", 1)}
        form = {"token": token, "code": code}
        response = await app.test_client().post("/login/code", form=form, scope_base=scope)
        return response.status_code

    tries = [await send("0", number) for number in range(10)]
    right = await send(CODE, 10)

    assert tries == [422] * 10
    assert right == 429


async def test_a_code_does_not_help_where_the_password_was_changed_since(
    app: Quart, client: Client, user: User
) -> None:
    token = await begin(client)
    async with app.app_context(), connect() as connection:
        await update_password(connection, user.id, "the hash of another")

    response = await client.post("/login/code", form={"token": token, "code": CODE})

    assert response.status_code == 401
    assert not await is_logged_in(client)


async def test_the_owner_sees_that_a_code_was_wrong(app: Quart, client: Client) -> None:
    token = await begin(app.test_client())
    await app.test_client().post("/login/code", form={"token": token, "code": "000000"})
    token = await begin(client)
    await client.post("/login/code", form={"token": token, "code": CODE})

    page = await read(await client.get("/account/activity"))

    assert "Wrong code at login (<bdi>the password was right</bdi>)" in page
