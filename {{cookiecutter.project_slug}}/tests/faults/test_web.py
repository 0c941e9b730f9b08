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
    app: Quart, settings: Settings, caplog: pytest.LogCaptureFixture
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
    assert (await response.get_json())["type"] == "/problems/database-busy"
    assert "The database is busy: another transaction keeps" in caplog.text


async def test_a_schema_that_is_older_than_the_code_is_no_mistake_in_the_sql(
    app: Quart, caplog: pytest.LogCaptureFixture
) -> None:
    """As after a backup of an older version was restored under the running app."""

    @app.get("/api/new")
    @public
    async def ask() -> str:
        async with connect() as connection:
            return str(await connection.fetch_val("SELECT new_column FROM users"))

    async with app.app_context(), connect() as connection:
        await connection.execute("DELETE FROM alembic_version")
        await connection.execute("INSERT INTO alembic_version VALUES ('accounts_0001')")
    client = app.test_client()
    responses = [await client.get(path) for path in ("/api/new", "/readyz", "/livez")]

    assert [response.status_code for response in responses] == [503, 503, 200]
    assert (await responses[1].get_json())["type"] == "/problems/database-schema"
    assert "its schema is accounts_0001" in caplog.text


async def test_a_mistake_in_the_sql_is_a_fault_of_ours(app: Quart) -> None:
    @app.get("/api/mistake")
    @public
    async def ask() -> str:
        async with connect() as connection:
            return str(await connection.fetch_val("SELECT nothing FROM nowhere"))

    response = await app.test_client().get("/api/mistake")

    assert response.status_code == 500
