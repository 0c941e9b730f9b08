"""Guessing passwords, and keeping the owner out by guessing."""

from itertools import product

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import log_in, read_token
from tests.constants import CREDENTIALS, EMAIL

pytestmark = pytest.mark.usefixtures("user")


# An attacker has a network of machines: no limit of one address stops them.
ADDRESSES = map("10.0.{0[0]}.{0[1]}".format, product(range(256), repeat=2))


async def post(client: Client, path: str, data: dict[str, str]) -> int:
    scope = {"client": (next(ADDRESSES), 1)}
    return (await client.post(path, json=data, scope_base=scope)).status_code


async def guess(client: Client, count: int, email: str = EMAIL) -> list[int]:
    data = {"email": email, "password": "a guess of the attacker"}
    return [await post(client, "/api/sessions", data) for _ in range(count)]


async def test_guessing_from_many_addresses(app: Quart) -> None:
    statuses = await guess(app.test_client(), 12)

    assert statuses == [401] * 10 + [429] * 2


async def test_guessing_does_not_lock_out_the_device_of_the_owner(app: Quart) -> None:
    owner = await log_in(app)
    await owner.delete("/api/sessions/current")
    await guess(app.test_client(), 12)

    assert await post(owner, "/api/sessions", CREDENTIALS) == 201


async def test_guessing_does_not_lock_out_an_owner_who_can_read_their_mail(app: Quart) -> None:
    await guess(app.test_client(), 12)
    owner = app.test_client()
    await post(owner, "/api/password/forgotten", {"email": EMAIL})
    new = "a loom that calculates"

    await post(owner, "/api/password/reset", {"token": await read_token(app), "password": new})

    assert await post(owner, "/api/sessions", {"email": EMAIL, "password": new}) == 201


async def test_guessing_with_the_device_of_another_account(app: Quart) -> None:
    attacker = await log_in(app)

    statuses = await guess(attacker, 12, "grace@example.com")

    assert statuses == [401] * 10 + [429] * 2


async def test_guessing_with_a_forged_device(app: Quart) -> None:
    statuses = []
    for number in range(12):
        client = app.test_client()
        client.set_cookie("localhost", "auth-device", f"WyJhZGFAZXhhbXBsZS5jb20iXQ.{number}.x")
        statuses += await guess(client, 1)

    assert statuses == [401] * 10 + [429] * 2


async def test_guessing_the_current_password_in_a_stolen_session(user_client: Client) -> None:
    guesses = {"current_password": "a guess", "new_password": "a loom that calculates"}

    statuses = [
        (
            await user_client.put(
                "/api/users/me/password",
                json=guesses,
                scope_base={"client": (next(ADDRESSES), 1)},
            )
        ).status_code
        for _ in range(12)
    ]

    assert statuses == [403] * 10 + [429] * 2


async def test_filling_the_mailbox_of_somebody(app: Quart) -> None:
    statuses = [
        await post(app.test_client(), "/api/password/forgotten", {"email": EMAIL}) for _ in range(7)
    ]

    assert statuses == [202] * 5 + [429] * 2
