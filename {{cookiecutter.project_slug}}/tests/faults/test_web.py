"""The web process without its database."""

import asyncio

from quart.typing import TestClientProtocol as Client

from app.config import Settings
from tests.constants import EMAIL
from tests.databases import PostgresDatabases, SqliteDatabases


async def test_a_database_that_goes_away_and_comes_back(
    user_client: Client, settings: Settings, databases: SqliteDatabases | PostgresDatabases
) -> None:
    await user_client.patch("/api/users/me", json={"time_zone": "Asia/Tokyo"})
    await asyncio.to_thread(databases.take_away, settings.database_url)
    without = [await user_client.get(path) for path in ("/api/users/me", "/readyz", "/livez")]
    await asyncio.to_thread(databases.bring_back, settings.database_url)

    after = await (await user_client.get("/api/users/me")).get_json()

    assert [response.status_code for response in without] == [503, 503, 200]
    assert without[0].content_type == "application/problem+json"
    assert (after["email"], after["time_zone"]) == (EMAIL, "Asia/Tokyo")
