"""Factors besides the password: a reset keeps or removes them, and operators remove them."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.factors import Factor, add_factor, remove_lost_factor
from app.accounts.models import User
from app.db import Connection
from tests.accounts.people import is_logged_in, read_mail, read_token
from tests.constants import EMAIL

NEW = "a loom that calculates"
RESET = "/api/password/reset"


class Badges:
    """A factor of a made-up feature, with the ids of the users who have it."""

    def __init__(self) -> None:
        self.owners: set[str] = set()

    async def describe(self, connection: Connection, user_id: str) -> str:
        return "badge: Blue" if user_id in self.owners else ""

    async def remove(self, connection: Connection, user_id: str) -> None:
        self.owners.remove(user_id)


@pytest.fixture
def badges(app: Quart, user: User) -> Badges:
    badges = Badges()
    add_factor(app, "badges", Factor("badge", badges.describe, badges.remove))
    badges.owners = {user.id, "someone else"}
    return badges


async def request_reset(app: Quart) -> str:
    await app.test_client().post("/api/password/forgotten", json={"email": EMAIL})
    return await read_token(app)


async def test_a_reset_removes_what_is_not_kept_and_says_so(
    app: Quart, client: Client, badges: Badges
) -> None:
    token = await request_reset(app)

    response = await client.post(RESET, json={"token": token, "password": NEW})

    _, _, text = (await read_mail(app))[-1]
    assert response.status_code == 204
    assert badges.owners == {"someone else"}
    assert "you did not choose to keep it:\n- badge: Blue\n\nIf this" in text


async def test_a_reset_keeps_what_it_names_and_says_so(
    app: Quart, user: User, client: Client, badges: Badges
) -> None:
    token = await request_reset(app)
    data = {"token": token, "password": NEW, "keep": ["badges"]}

    response = await client.post(RESET, json=data)

    _, _, text = (await read_mail(app))[-1]
    assert response.status_code == 204
    assert user.id in badges.owners
    assert "still set up for your account:\n- badge: Blue\n\nIf this" in text


async def test_a_misspelt_name_is_refused_and_removes_nothing(
    app: Quart, user: User, client: Client, badges: Badges
) -> None:
    token = await request_reset(app)
    data = {"token": token, "password": NEW, "keep": ["badge"]}

    response = await client.post(RESET, json=data)

    assert response.status_code == 422
    assert [error["field"] for error in (await response.get_json())["errors"]] == ["keep"]
    assert user.id in badges.owners


async def test_a_changed_password_removes_nothing(
    app: Quart, user: User, user_client: Client, badges: Badges
) -> None:
    passwords = {"current_password": "an engine that weaves", "new_password": NEW}
    response = await user_client.put("/api/users/me/password", json=passwords)

    _, _, text = (await read_mail(app))[-1]
    assert response.status_code == 204
    assert user.id in badges.owners
    assert "still set up for your account:\n- badge: Blue" in text


async def test_the_session_of_a_person_ends_with_the_lost_factor(
    app: Quart, user: User, user_client: Client, badges: Badges
) -> None:
    async with app.app_context():
        removed = await remove_lost_factor(user.id, "badges")
        again = await remove_lost_factor(user.id, "badges")

    ((recipient, subject, text),) = await read_mail(app)
    assert removed is not None
    assert again is None
    assert not await is_logged_in(user_client)
    assert (recipient, subject) == (EMAIL, "Badge: removed from your account · Test app")
    assert "removed this from your account: badge." in text
