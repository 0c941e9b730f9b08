"""Is it alive, is it ready?"""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client


async def test_it_is_alive_and_ready(client: Client) -> None:
    assert await (await client.get("/livez")).get_json() == {"status": "ok"}
    assert await (await client.get("/readyz")).get_json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/readyz", "/readyz/server"])
async def test_a_server_that_is_stopping_is_alive_and_not_ready(app: Quart, path: str) -> None:
    app.extensions["DRAINING"].set()

    client = app.test_client()
    ready = await client.get(path)

    assert (await client.get("/livez")).status_code == 200
    assert ready.status_code == 503
    assert "stopping" in (await ready.get_json())["detail"]
