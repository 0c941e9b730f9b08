from itertools import count

import pin
import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

NUMBERS = count()


@pytest.fixture
def safes(app: Quart) -> Client:
    pin.init_app(app)
    return app.test_client()


async def try_pin(client: Client, name: str, number: str) -> int:
    """Try a PIN from an address that nobody has used before."""
    address = f"10.0.0.{next(NUMBERS)}"
    path = f"/safes/{name}/{number}"
    return (await client.post(path, scope_base={"client": (address, 1)})).status_code


async def test_the_owner_opens_the_safe(safes: Client) -> None:
    assert await try_pin(safes, "ann", "4711") == 200


async def test_a_thousand_addresses_have_five_guesses_together(safes: Client) -> None:
    statuses = [await try_pin(safes, "ann", str(number)) for number in range(8)]

    assert statuses == [403] * 5 + [429] * 3


async def test_another_safe_has_a_count_of_its_own(safes: Client) -> None:
    for number in range(8):
        await try_pin(safes, "ann", str(number))

    assert await try_pin(safes, "ben", "0815") == 200


async def test_a_safe_that_does_not_exist_is_limited_too(safes: Client) -> None:
    statuses = [await try_pin(safes, "nobody", str(number)) for number in range(8)]

    assert statuses == [403] * 5 + [429] * 3
