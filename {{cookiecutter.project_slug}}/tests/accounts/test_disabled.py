"""An account that an admin disabled: there is no way in.

`disable` only sets the mark, so each way in is shut by itself, and not because an admin's change
ended the session or the link that leads to it.
"""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import Unauthorized

from app.accounts.models import User
from app.accounts.sessions import WRONG_CREDENTIALS, start_session
from app.db import connect
from tests.accounts.people import disable, is_logged_in, read_mail, read_token
from tests.constants import CREDENTIALS, EMAIL

NEW = "a loom that calculates"


async def test_a_session_that_was_open_is_over(app: Quart, user_client: Client) -> None:
    await disable(app)

    assert not await is_logged_in(user_client)


@pytest.mark.usefixtures("user")
async def test_the_password_is_as_a_wrong_one(app: Quart, client: Client) -> None:
    await disable(app)

    response = await client.post("/api/sessions", json=CREDENTIALS)

    assert response.status_code == 401
    assert (await response.get_json())["detail"] == WRONG_CREDENTIALS
    assert "Set-Cookie" not in response.headers


async def test_a_link_to_confirm_the_address_makes_no_account(app: Quart, client: Client) -> None:
    other = app.test_client()
    await other.post("/api/users", json=CREDENTIALS)
    first = await read_token(app)
    await client.post("/api/users", json=CREDENTIALS)
    second = await read_token(app)
    await other.post("/api/users/confirm", json={"token": first})
    await disable(app)

    response = await client.post("/api/users/confirm", json={"token": second})

    assert response.status_code == 400
    assert not await is_logged_in(client)


@pytest.mark.usefixtures("user")
async def test_a_link_to_choose_a_new_password_changes_none(app: Quart, client: Client) -> None:
    await client.post("/api/password/forgotten", json={"email": EMAIL})
    token = await read_token(app)
    await disable(app)

    response = await client.post("/api/password/reset", json={"token": token, "password": NEW})

    assert response.status_code == 400
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE users SET disabled = FALSE")
    assert (await client.post("/api/sessions", json=CREDENTIALS)).status_code == 201


@pytest.mark.usefixtures("user")
@pytest.mark.parametrize(
    ("path", "data"),
    [("/api/password/forgotten", {"email": EMAIL}), ("/api/users", CREDENTIALS)],
)
async def test_what_is_asked_for_by_mail_says_so_and_gives_no_token(
    app: Quart, client: Client, path: str, data: dict[str, str]
) -> None:
    await disable(app)

    await client.post(path, json=data)

    ((recipient, subject, text),) = await read_mail(app)
    assert (recipient, subject) == (EMAIL, "Your account is disabled · Test app")
    assert "token" not in text


async def test_no_session_begins_for_who_is_disabled_while_logging_in(
    app: Quart, user: User
) -> None:
    await disable(app)

    async with app.test_request_context("/api/sessions", method="POST"):
        with pytest.raises(Unauthorized, match="wrong"):
            await start_session(user)

    async with app.app_context(), connect() as connection:
        assert await connection.fetch_val("SELECT count(*) FROM sessions") == 0
