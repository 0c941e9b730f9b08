"""PostgreSQL behind a pooler that gives each transaction any of its connections."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from app.config import Settings
from app.database_url import read_postgres_url
from app.db.postgres import open_connection
from tests.accounts.people import create_user, log_in
from tests.databases import PostgresDatabases, SqliteDatabases, run_alembic
from tests.poolers import run_pgbouncer, run_stand_in
from tests.workers import start_apps


@pytest.fixture
def empty_url(databases: SqliteDatabases | PostgresDatabases) -> str:
    if isinstance(databases, SqliteDatabases):
        pytest.skip("SQLite has no poolers")
    return databases.create_empty()


async def test_behind_pgbouncer_the_app_starts_and_serves(
    settings: Settings, empty_url: str
) -> None:
    with run_pgbouncer(empty_url) as url:
        for _ in range(2):
            done = await asyncio.to_thread(run_alembic, url, "upgrade", "heads")
            assert done.returncode == 0, done.stderr
        async with start_apps(settings.model_copy(update={"database_url": url}), 2) as apps:
            user = await create_user(apps[0])
            clients = [await log_in(app, user.email) for app in apps]
            answers = await asyncio.gather(
                *(
                    client.patch("/api/users/me", json={"time_zone": "Europe/Oslo"})
                    if number % 2
                    else client.get("/api/users/me")
                    for number in range(30)
                    for client in clients
                )
            )

    assert Counter(answer.status_code for answer in answers) == {200: 60}


async def test_a_connection_through_a_pooler_prepares_nothing(
    empty_url: str, tmp_path: Path
) -> None:
    async with run_stand_in(empty_url, tmp_path) as pooled_url:
        sizes = []
        for url in (empty_url, pooled_url, f"{empty_url}&pgbouncer=true"):
            address = read_postgres_url(url)
            connection = await open_connection(address.dsn, **address.connect_options)
            sizes.append(connection._config.statement_cache_size)  # type: ignore[attr-defined]
            assert await connection.fetchval("SELECT CAST($1 AS INTEGER)", 1) == 1
            await connection.close()

    assert sizes[0] > 0
    assert sizes[1:] == [0, 0]
