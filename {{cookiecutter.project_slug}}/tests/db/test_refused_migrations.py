"""Databases that cannot be migrated: each is refused in one sentence, without a trace."""

import asyncio
import os
from pathlib import Path

import asyncpg
import pytest

from tests.databases import (
    PostgresDatabases,
    SqliteDatabases,
    create_role,
    migrate,
    run_alembic,
    run_sql,
)

pytestmark = pytest.mark.slow

Databases = SqliteDatabases | PostgresDatabases


def read_refusal(url: str) -> str:
    """Migrate, as a terminal does. Return what is said, which must be one line."""
    done = run_alembic(url, "upgrade", "heads")
    *logged, said = done.stderr.splitlines()
    assert done.returncode == 1
    assert all(line.startswith(("Context", "Will assume", "Running")) for line in logged)
    return said


def test_a_database_that_cannot_be_opened_is_named_in_a_sentence(empty_url: str) -> None:
    url = f"{empty_url}/none"

    with pytest.raises(SystemExit, match=r"DATABASE_URL cannot be opened: ."):
        migrate(url)


def test_an_address_may_hold_options_as_providers_write_them(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        pytest.skip("SQLite has none")

    mark = "&" if "?" in empty_url else "?"
    options = "sslmode=disable&application_name=app&connect_timeout=10&connection_limit=3"

    migrate(f"{empty_url}{mark}{options}&schema=public&pgbouncer=true")


def test_a_role_that_may_not_create_tables_is_told_in_a_sentence(
    empty_url: str, databases: Databases
) -> None:
    said = read_refusal(create_role(databases, empty_url))

    assert "permission denied for schema public" in said
    assert "GRANT CREATE ON SCHEMA public" in said


@pytest.mark.parametrize("table", ["users", "outbox"])
def test_a_table_of_another_app_is_told_in_a_sentence(empty_url: str, table: str) -> None:
    run_sql(empty_url, f"CREATE TABLE {table} (id INTEGER)")

    said = read_refusal(empty_url)

    assert f"{table}" in said
    assert "already exists" in said
    assert "Use an empty database" in said
    assert run_sql(empty_url, f"SELECT id FROM {table}") == []  # noqa: S608, from above


def test_the_app_can_have_a_schema_of_its_own(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        pytest.skip("SQLite has none")
    run_sql(empty_url, "CREATE TABLE users (id INTEGER)")
    url = f"{empty_url}&schema=mine"

    refused = read_refusal(url)
    run_sql(empty_url, "CREATE SCHEMA mine")
    done = run_alembic(url, "upgrade", "heads")

    assert "Create that schema first" in refused
    assert done.returncode == 0, done.stderr
    assert run_sql(empty_url, "SELECT email FROM mine.users") == []


async def test_a_table_that_something_else_uses_is_not_waited_for(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        pytest.skip("SQLite locks the whole file, which its own timeout covers")
    await asyncio.to_thread(migrate, empty_url)
    connection = await asyncpg.connect(empty_url)
    async with connection.transaction():
        await connection.execute("LOCK TABLE alembic_version")

        said = await asyncio.to_thread(read_refusal, empty_url)

    await connection.close()
    assert "lock timeout" in said
    assert "Something else uses a table" in said


def test_a_file_that_may_not_be_written_is_told_in_a_sentence(empty_url: str) -> None:
    if not empty_url.startswith("sqlite") or os.name == "nt" or os.getuid() == 0:
        pytest.skip("only a file has permissions, and root needs none")
    run_sql(empty_url, "CREATE TABLE other (id INTEGER)")
    Path(empty_url.removeprefix("sqlite:///")).chmod(0o444)

    assert "Let this user write the file" in read_refusal(empty_url)
