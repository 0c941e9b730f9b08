"""The web process without its database."""

import asyncio

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from app.db import connect, transaction
from app.web.security import public
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
    assert without[0].headers["Retry-After"] == "5"
    assert (after["email"], after["time_zone"]) == (EMAIL, "Asia/Tokyo")


async def test_a_connection_that_is_lost_in_the_middle_is_no_fault_of_ours(
    app: Quart, settings: Settings, databases: SqliteDatabases | PostgresDatabases
) -> None:
    @app.post("/api/slow")
    @public
    async def hold() -> str:
        async with transaction() as connection:
            await asyncio.to_thread(databases.take_away, settings.database_url)
            return str(await connection.fetch_val("SELECT 1"))

    if settings.database_url.startswith("sqlite"):
        pytest.skip("A file that is open stays open")
    response = await app.test_client().post("/api/slow")
    await asyncio.to_thread(databases.bring_back, settings.database_url)

    assert response.status_code == 503


async def test_a_database_that_is_locked_for_too_long_is_no_fault_of_ours(
    app: Quart, settings: Settings
) -> None:
    @app.post("/api/busy")
    @public
    async def write() -> str:
        async with connect() as connection:
            await connection.execute("PRAGMA busy_timeout = 0")
            return str(await connection.fetch_val("DELETE FROM users RETURNING id"))

    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows")
    async with app.app_context(), transaction():
        response = await app.test_client().post("/api/busy")

    assert response.status_code == 503


async def test_a_mistake_in_the_sql_is_a_fault_of_ours(app: Quart) -> None:
    @app.get("/api/mistake")
    @public
    async def ask() -> str:
        async with connect() as connection:
            return str(await connection.fetch_val("SELECT nothing FROM nowhere"))

    response = await app.test_client().get("/api/mistake")

    assert response.status_code == 500
