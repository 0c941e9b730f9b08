"""The start of the app on the schema of another version: newer is fine, older is not."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import to_tuple
from quart import Quart

from app import create_app
from app.config import PROJECT_FOLDER, Settings
from app.db import connect
from app.db.schema import compare_schema, find_heads, read_migrations
from tests.accounts.people import create_user, log_in
from tests.databases import (
    PostgresDatabases,
    SqliteDatabases,
    create_role,
    migrate,
    run_alembic,
    run_sql,
)

# The new code has a column that the old one does not know, and fills another one no longer.
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = {heads}


def upgrade() -> None:
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("nickname", sa.Text()))
        table.alter_column("time_zone", existing_type=sa.Text(), nullable=True)
"""


async def test_the_app_does_not_start_on_an_old_schema(
    settings: Settings,
    databases: SqliteDatabases | PostgresDatabases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(logging.getLogger("asyncio"), "disabled", False)
    url = await asyncio.to_thread(databases.create_empty)
    app = create_app(settings.model_copy(update={"database_url": url}))

    with pytest.raises(SystemExit, match="alembic upgrade head"):
        await app.startup()
    await app.shutdown()


async def test_the_app_does_not_start_on_the_schema_of_another_version(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("asyncio"), "disabled", False)
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE alembic_version SET version_num = version_num || '9'")
    other = create_app(settings)

    with pytest.raises(SystemExit, match="9, is from another version"):
        await other.startup()
    await other.shutdown()


def find_last(heads: set[str]) -> set[str]:
    """Return the last migration of accounts, unless one of the owner's follows it."""
    return {head for head in heads if head.startswith("accounts_")}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda heads: heads, "same"),
        (lambda heads: set(), "older"),
        (lambda heads: {"accounts_0001"}, "older"),
        (lambda heads: heads - {min(heads)}, "older"),
        (lambda heads: {"9001"}, "newer"),
        (lambda heads: heads - find_last(heads) | {"accounts_9001"}, "newer"),
        (lambda heads: {"platform_9001"}, "older"),
        (lambda heads: heads | {"ae1027a6acf0"}, "unknown"),
        (lambda heads: {"platform_0000"}, "unknown"),
    ],
)
def test_schemas_are_compared_by_the_numbers_of_their_migrations(
    change: Callable[[set[str]], set[str]], expected: str
) -> None:
    assert compare_schema(change(find_heads(read_migrations()))) == expected


def test_migrations_are_read_as_alembic_reads_them() -> None:
    script = ScriptDirectory.from_config(Config(toml_file=PROJECT_FOLDER / "pyproject.toml"))
    read = read_migrations()

    assert read == {
        migration.revision: to_tuple(migration.down_revision, default=())
        for migration in script.walk_revisions()
    }
    assert find_heads(read) == set(script.get_heads())


def test_a_migration_may_follow_many(versions: Path) -> None:
    write = (versions / "9001_merge.py").write_text
    write('revision: str = "9001"\ndown_revision: tuple[str, ...] = (\n    "a_1",\n    "b_1",\n)\n')

    assert read_migrations()["9001"] == ("a_1", "b_1")


async def test_the_app_starts_on_a_newer_schema(
    app: Quart, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute("DELETE FROM alembic_version")
        await connection.execute("INSERT INTO alembic_version (version_num) VALUES ('0007')")

    async with create_app(settings).test_app() as running:
        response = await running.test_client().get("/readyz")

    assert response.status_code == 200
    assert "schema is newer" in caplog.text


async def test_the_release_before_works_on_the_new_schema(
    settings: Settings, empty_url: str, versions: Path
) -> None:
    """As during an upgrade, and after a rollback."""
    new = versions / "9001_first_release.py"
    new.write_text(MIGRATION.format(heads=tuple(find_heads(read_migrations()))))
    await asyncio.to_thread(migrate, empty_url)
    new.unlink()

    app = create_app(settings.model_copy(update={"database_url": empty_url}))
    async with app.test_app():
        client = await log_in(app, (await create_user(app)).email)
        changed = await client.patch("/api/users/me", json={"time_zone": "Asia/Tokyo"})

    assert changed.status_code == 200


@pytest.mark.slow
def test_migrating_leaves_a_newer_schema_as_it_is(empty_url: str) -> None:
    migrate(empty_url)
    run_sql(empty_url, "DELETE FROM alembic_version")
    run_sql(empty_url, "INSERT INTO alembic_version (version_num) VALUES ('0007')")

    done = run_alembic(empty_url, "upgrade", "heads")

    assert done.returncode == 0, done.stderr
    assert "newer" in done.stdout
    assert run_sql(empty_url, "SELECT version_num FROM alembic_version") == [("0007",)]


async def test_the_app_does_not_start_with_a_role_without_rights(
    settings: Settings, databases: SqliteDatabases | PostgresDatabases, database_url: str
) -> None:
    url = await asyncio.to_thread(create_role, databases, database_url)
    app = create_app(settings.model_copy(update={"database_url": url}))

    with pytest.raises(SystemExit, match="may not use the app's tables: permission denied"):
        await app.startup()
    await app.shutdown()
