"""Migrations: there and back, the same on either database."""

import asyncio
import sqlite3

import asyncpg
import pytest
from alembic import command

from tests.databases import PostgresDatabases, SqliteDatabases, configure_alembic

INSERT = """INSERT INTO users (id, email, password_hash, created_at)
                 VALUES ('1', 'ada@example.com', 'hash', '2027-01-31 12:00:00.000000')"""


@pytest.fixture
def empty_url(databases: SqliteDatabases | PostgresDatabases) -> str:
    return databases.create_empty()


def execute(url: str, statement: str) -> None:
    """Without the app, so that a migration is tested against its own schema alone."""

    async def run() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(statement)
        await connection.close()

    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        with connection:
            connection.execute(statement)
        connection.close()
    else:
        asyncio.run(run())


def test_there_and_back_and_there_again(empty_url: str) -> None:
    config = configure_alembic(empty_url)

    command.upgrade(config, "head")
    execute(empty_url, INSERT)
    command.check(config)
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    execute(empty_url, INSERT)
    command.check(config)


def test_each_migration_keeps_the_rows_of_the_one_before(empty_url: str) -> None:
    config = configure_alembic(empty_url)
    command.upgrade(config, "0001")
    execute(empty_url, INSERT)

    command.upgrade(config, "head")

    with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)):
        execute(empty_url, INSERT)
