from typing import Any

import pytest
import stock
from app import create_app
from app.config import Settings
from quart.typing import TestClientProtocol as Client


@pytest.fixture
def client(settings: Settings) -> Client:
    app = create_app(settings)
    stock.init_app(app)
    return app.test_client()


async def order(client: Client, number: int) -> dict[str, Any]:
    response = await client.post("/api/orders", json={"item": "cup", "number": number})
    answer: dict[str, Any] = await response.get_json()
    return answer


async def test_two_cups_can_be_ordered(client: Client) -> None:
    assert await order(client, 2) == {"detail": "Thank you."}


async def test_three_are_refused_in_a_sentence(client: Client) -> None:
    problem = await order(client, 3)

    assert problem["status"] == 409
    assert problem["detail"] == "Only 2 are left."


async def test_a_program_can_tell_why(client: Client) -> None:
    assert (await order(client, 3))["type"] == "https://example.com/problems/out-of-stock"
