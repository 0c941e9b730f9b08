import asyncio

import countdown
import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client


@pytest.fixture(autouse=True)
def view(app: Quart) -> None:
    countdown.init_app(app)


async def test_it_counts_to_zero_and_ends(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(countdown, "SECOND", 0.01)

    async with asyncio.timeout(5):
        response = await client.get("/countdown/3")

    assert await response.get_data(as_text=True) == "".join(
        f"data: {number}\n\n" for number in (3, 2, 1, 0)
    )


async def test_it_ends_when_the_server_stops(
    app: Quart, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(countdown, "SECOND", 3600)

    async with asyncio.timeout(5), client.request("/countdown/10") as connection:
        await connection.send_complete()
        assert await connection.receive() == b"data: 10\n\n"
        app.extensions["DRAINING"].set()
        # An empty part is the end.
        assert await connection.receive() == b""
