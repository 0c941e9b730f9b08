"""Session fixation, stolen cookies and forged ones."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import log_in
from tests.constants import CREDENTIALS

pytestmark = pytest.mark.usefixtures("user")


def read_cookie(client: Client, name: str = "auth") -> str:
    return next(cookie.value or "" for cookie in client.cookie_jar or [] if cookie.name == name)


def with_cookie(app: Quart, value: str, name: str = "auth") -> Client:
    client = app.test_client()
    client.set_cookie("localhost", name, value)
    return client


async def test_fixation_by_a_session_of_the_attacker(app: Quart) -> None:
    """A login on top of a planted cookie gets a session that the attacker does not know."""
    attacker = await log_in(app)
    planted = read_cookie(attacker)
    victim = with_cookie(app, planted)

    await victim.post("/api/sessions", json=CREDENTIALS)

    assert read_cookie(victim) != planted
    assert (await with_cookie(app, planted).get("/api/users/me")).status_code == 401


async def test_replay_of_a_cookie_after_the_log_out(app: Quart, user_client: Client) -> None:
    stolen = read_cookie(user_client)
    await user_client.delete("/api/sessions/current")

    response = await with_cookie(app, stolen).get("/api/users/me")

    assert response.status_code == 401


@pytest.mark.parametrize(
    "value", ["", "x", "InNvbWVib2R5Ig.aaaaaa.bbbbbb", "\u00fc", ".", "a.b.c.d", "x" * 4000]
)
async def test_a_forged_cookie(app: Quart, value: str) -> None:
    response = await with_cookie(app, value).get("/api/users/me")

    assert response.status_code == 401


async def test_the_cookie_of_a_device_as_that_of_a_session(app: Quart) -> None:
    owner = await log_in(app)

    response = await with_cookie(app, read_cookie(owner, "auth-device")).get("/api/users/me")

    assert response.status_code == 401


async def test_a_cookie_with_a_bit_changed(app: Quart) -> None:
    value = read_cookie(await log_in(app))
    changed = value[:5] + ("A" if value[5] != "A" else "B") + value[6:]

    response = await with_cookie(app, changed).get("/api/users/me")

    assert response.status_code == 401
