"""Checks that features add to a login with a password."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import Unauthorized

from app.accounts.login import add_login_check
from app.accounts.models import User
from tests.accounts.people import is_logged_in
from tests.constants import CREDENTIALS

WORD = "the word of the day"


@pytest.fixture
def checked(app: Quart) -> list[str]:
    """Have each login ask for a word, and return the users of whom it was asked."""
    asked = []

    async def require_word(user: User, password_hash: str | None, code: str) -> None:
        assert (password_hash or "").startswith("$argon2")
        asked.append(user.id)
        if code != WORD:
            raise Unauthorized("Say the word of the day.")

    add_login_check(app, require_word)
    return asked


async def test_a_check_is_asked_once_the_password_is_right(
    client: Client, user: User, checked: list[str]
) -> None:
    wrong = await client.post("/api/sessions", json={**CREDENTIALS, "password": "another one"})
    assert (wrong.status_code, checked) == (401, [])

    refused = await client.post("/api/sessions", json=CREDENTIALS)

    assert refused.status_code == 401
    assert (await refused.get_json())["detail"] == "Say the word of the day."
    assert checked == [user.id]
    assert not await is_logged_in(client)


@pytest.mark.usefixtures("user", "checked")
async def test_a_check_that_is_passed_lets_in(client: Client) -> None:
    response = await client.post("/api/sessions", json={**CREDENTIALS, "code": WORD})

    assert response.status_code == 201
    assert await is_logged_in(client)
