"""PostgreSQL whose server is replaced by another one, is read-only, or ends its connections."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import quote

import asyncpg
import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from sqlalchemy import make_url

from app import create_app
from app.config import Settings
from app.db import connect, transaction
from app.db.faults import DatabaseUnavailable
from app.web.security import public
from tests.databases import PostgresDatabases, SqliteDatabases, run_sql, run_standby

INSERT = "INSERT INTO task_runs (name, started_at, outcome) VALUES (:name, :now, '')"
READ_ONLY = {"status": "degraded", "problems": ["read-only"]}


@pytest.fixture
def url(databases: SqliteDatabases | PostgresDatabases, database_url: str) -> Iterator[str]:
    if isinstance(databases, SqliteDatabases):
        pytest.skip("SQLite has no server")
    yield database_url
    set_read_only(database_url, "off")


@pytest.fixture
def standby_url(url: str) -> Iterator[str]:
    with run_standby(url) as standby_url:
        yield standby_url


@pytest.fixture
async def client(
    url: str, settings: Settings, request: pytest.FixtureRequest
) -> AsyncIterator[Client]:
    """Return a client of an app that is connected to the first of two servers, if there are two."""
    if "standby_url" in request.fixturenames:
        url = join(url, request.getfixturevalue("standby_url"))
    app = create_app(settings.model_copy(update={"database_url": url}))

    @app.get("/api/rows")
    @public
    async def count_rows() -> str:
        async with connect() as connection:
            return str(await connection.fetch_val("SELECT count(*) FROM task_runs"))

    @app.post("/api/rows/<name>")
    @public
    async def add_row(name: str) -> str:
        async with connect() as connection:
            await connection.execute(INSERT, {"name": name, "now": datetime.now(UTC)})
        return "added"

    async with app.test_app():
        yield app.test_client()


def join(url: str, other: str) -> str:
    """Return the URL of the same database on the one of two servers that can be written."""
    hosts = ",".join(str(make_url(each).query["host"]) for each in (url, other))
    address = make_url(url).set(query={"host": hosts, "target_session_attrs": "read-write"})
    return address.render_as_string(hide_password=False)


def set_read_only(url: str, value: str) -> None:
    run_sql(url, f"ALTER SYSTEM SET default_transaction_read_only = {value}")
    run_sql(url, "SELECT pg_reload_conf()")


async def make_read_only(client: Client, url: str, value: str = "on") -> None:
    """Make the server read-only, and wait until the app's open connection has heard of it."""
    await asyncio.to_thread(set_read_only, url, value)
    async with client.app.app_context():
        while True:
            async with connect() as connection:
                if await connection.fetch_val("SHOW transaction_read_only") == value:
                    return


async def test_after_a_failover_the_next_requests_reach_the_new_server(
    url: str, standby_url: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await client.post("/api/rows/before")).status_code == 200
    await make_read_only(client, url)
    without = [await client.post("/api/rows/without") for _ in range(3)]
    reading = await client.get("/api/rows")
    ready = await client.get("/readyz")
    await asyncio.to_thread(run_sql, standby_url, "SELECT pg_promote()")
    first = await client.post("/api/rows/first")
    second = await client.post("/api/rows/second")
    after = await client.get("/readyz")
    address = make_url(standby_url).set(database=make_url(url).database)
    other = address.render_as_string(hide_password=False)
    names = await asyncio.to_thread(run_sql, other, "SELECT name FROM task_runs")

    # Until the other server is promoted, reading goes on.
    assert [response.status_code for response in (*without, reading)] == [503, 503, 503, 200]
    assert without[0].headers["Retry-After"] == "5"
    assert (await without[0].get_json())["type"] == "/problems/database-read-only"
    assert await ready.get_json() == READ_ONLY
    # The first request that finds out is refused, the next ones are not.
    assert [response.status_code for response in (first, second)] == [503, 200]
    assert await after.get_json() == {"status": "ok"}
    assert {name for (name,) in names} >= {"before", "second"}
    assert "The database is read-only: cannot execute INSERT" in caplog.text
    assert not any(record.exc_info for record in caplog.records)


async def test_readiness_alone_notices_a_failover(
    url: str, standby_url: str, client: Client
) -> None:
    await make_read_only(client, url)
    await asyncio.to_thread(run_sql, standby_url, "SELECT pg_promote()")

    states = [await (await client.get("/readyz")).get_json() for _ in range(2)]

    assert states == [READ_ONLY, {"status": "ok"}]


async def test_a_server_that_is_read_only_for_a_while_needs_no_restart(
    url: str, client: Client
) -> None:
    await make_read_only(client, url)
    during = await client.post("/api/rows/during")
    await make_read_only(client, url, "off")
    after = await client.post("/api/rows/after")

    assert [during.status_code, after.status_code] == [503, 200]


async def test_no_server_that_can_be_written_is_no_fault_of_ours(
    url: str, standby_url: str, settings: Settings
) -> None:
    both = join(standby_url, standby_url)
    app = create_app(settings.model_copy(update={"database_url": both}))

    async with app.test_app():
        response = await app.test_client().get("/readyz")

    assert response.status_code == 503


async def test_a_server_that_is_silent_does_not_keep_the_other_one_from_being_asked(
    url: str, settings: Settings
) -> None:
    address = make_url(url)
    folder = quote(str(address.query["host"]), safe="")
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        hosts = f"127.0.0.1:{silent.getsockname()[1]},{folder}"
        both = f"postgresql://postgres@{hosts}/{address.database}?connect_timeout=1"
        async with create_app(settings.model_copy(update={"database_url": both})).test_app() as app:
            response = await app.test_client().get("/readyz")

    assert await response.get_json() == {"status": "ok"}


async def test_a_column_that_a_migration_has_changed_costs_one_request_at_most(
    client: Client,
) -> None:
    query = "SELECT name, outcome FROM task_runs"

    async def read() -> None:
        async with transaction() as connection:
            await connection.fetch_all(query)

    async with client.app.app_context():
        await read()
        async with connect() as connection:
            await connection.execute("ALTER TABLE task_runs ALTER COLUMN outcome TYPE varchar(50)")
        with pytest.raises(DatabaseUnavailable):
            await read()
        await read()


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.AdminShutdownError("57P01"),
        asyncpg.CrashShutdownError("57P02"),
        asyncpg.CannotConnectNowError("57P03"),
    ],
)
async def test_a_server_that_stops_or_starts_is_no_fault_of_ours(
    app: Quart, error: Exception
) -> None:
    async with app.app_context():
        with pytest.raises(DatabaseUnavailable):
            async with connect():
                raise error
