"""Run the migrations with Alembic, on the database of DATABASE_URL."""

import asyncio
import logging
from functools import partial
from typing import Any, NoReturn

import asyncpg
from alembic import context
from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import create_async_engine

from app.config import load_settings
from app.db.schema import leave_out_deleted_features, list_applied
from app.db.tables import load_metadata

# An arbitrary number. Every process that migrates this database takes this lock.
MIGRATION_LOCK = 7_227_001


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    # Tests pass the URL of their own database.
    url: str = context.config.attributes.get("database_url") or load_settings().database_url
    if url.startswith("sqlite"):
        migrate_sqlite(url)
    else:
        asyncio.run(migrate_postgres(url))


def migrate_sqlite(url: str) -> None:
    # Foreign keys stay off: changing a table replaces it, which would delete rows that refer to it.
    engine = create_engine(url, connect_args={"isolation_level": None, "timeout": 60})
    # Python's driver begins no transaction for DDL. This one also locks out other processes.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        engine.connect().close()
    except DatabaseError as error:
        refuse_database(error.orig)
    with engine.begin() as connection:
        run_migrations(connection)
    engine.dispose()


async def migrate_postgres(url: str) -> None:
    # asyncpg parses the URL, as in the app, because SQLAlchemy does not know `?sslmode=require`.
    engine = create_async_engine("postgresql+asyncpg://", async_creator=partial(open_postgres, url))
    async with engine.begin() as connection:
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        await connection.run_sync(run_migrations)
    await engine.dispose()


async def open_postgres(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url)
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError) as error:
        refuse_database(error)


def refuse_database(error: BaseException | None) -> NoReturn:
    raise SystemExit(f"The database of DATABASE_URL cannot be opened: {error}")


def run_migrations(connection: Connection) -> None:
    """Migrate in the caller's transaction, so that a failed migration leaves nothing behind."""
    leave_out_deleted_features(context.script)
    forget_deleted_features(connection)
    metadata = load_metadata()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
        # A new migration must not drop tables that are not ours, or no longer.
        include_name=lambda name, kind, _: kind != "table" or name in metadata.tables,
        process_revision_directives=number_revision,
    )
    context.run_migrations()


def forget_deleted_features(connection: Connection) -> None:
    """Remove the migrations of deleted features from the list in the database."""
    if not inspect(connection).has_table("alembic_version"):
        return
    stored = set(connection.scalars(text("SELECT version_num FROM alembic_version")))
    applied = list_applied(stored)
    for statement, revisions in (
        ("DELETE FROM alembic_version WHERE version_num = :revision", stored - applied),
        ("INSERT INTO alembic_version (version_num) VALUES (:revision)", applied - stored),
    ):
        for revision in revisions:
            connection.execute(text(statement), {"revision": revision})


def number_revision(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Give a new migration the next number, or write none if no table has changed."""
    options = context.config.cmd_opts
    if directives[0].upgrade_ops.is_empty() and options is not None and options.autogenerate:
        directives.clear()
        print("No table has changed, so there is no migration to write.")
        return
    numbers = [0]
    for script in context.script.walk_revisions():
        if script.revision.isdecimal():
            numbers.append(int(script.revision))
    directives[0].rev_id = f"{max(numbers) + 1:04}"


main()
