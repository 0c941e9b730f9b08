"""How Alembic runs the migrations: with the app's own DATABASE_URL, on either database."""

import asyncio
import logging
from functools import partial
from typing import Any, NoReturn

import asyncpg
from alembic import context
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import create_async_engine

from app.config import load_settings
from app.db.schema import ignore_deleted, leave_out_deleted
from app.db.tables import load_metadata

# An arbitrary number. Every process that migrates this database takes this lock.
MIGRATION_LOCK = 7_227_001


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    # Tests hand over the address of their own database.
    url: str = context.config.attributes.get("database_url") or load_settings().database_url
    if url.startswith("sqlite"):
        migrate_sqlite(url)
    else:
        asyncio.run(migrate_postgres(url))


def migrate_sqlite(url: str) -> None:
    # Foreign keys stay off here: changing a table copies it, which would delete what refers to it.
    engine = create_engine(url, connect_args={"isolation_level": None, "timeout": 60})
    # Python's driver begins no transaction for DDL. This one also keeps other processes out.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        engine.connect().close()
    except DatabaseError as error:
        refuse_database(error.orig)
    with engine.begin() as connection:
        run_migrations(connection)
    engine.dispose()


async def migrate_postgres(url: str) -> None:
    # asyncpg reads the address, as it does for the app: SQLAlchemy knows no `?sslmode=require`.
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
    ignore_deleted(context.script)
    metadata = load_metadata()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        # So that a migration that was written on PostgreSQL also runs on SQLite.
        render_as_batch=True,
        compare_server_default=True,
        # A new migration must not drop tables that are not ours, or no longer.
        include_name=lambda name, kind, _: kind != "table" or name in metadata.tables,
        process_revision_directives=complete_revision,
    )
    stored = set(context.get_context().get_current_heads())
    kept = set(leave_out_deleted(stored))
    exchange_rows(connection, stored - kept, kept - stored)
    context.run_migrations()
    # The feature's tables are still there. If its code comes back, it must find its row too.
    if context.get_context().get_current_heads():
        exchange_rows(connection, kept - stored, stored - kept)


def exchange_rows(connection: Connection, old: set[str], new: set[str]) -> None:
    """Replace rows of the table in which Alembic keeps the last migrations that were run."""
    for revision in old:
        delete = text("DELETE FROM alembic_version WHERE version_num = :revision")
        connection.execute(delete, {"revision": revision})
    for revision in new:
        insert = text("INSERT INTO alembic_version (version_num) VALUES (:revision)")
        connection.execute(insert, {"revision": revision})


def complete_revision(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Give a new migration its number and all others as parents; write none if nothing changed."""
    autogenerate = getattr(context.config.cmd_opts, "autogenerate", False)
    if autogenerate and directives[0].upgrade_ops.is_empty():
        directives.clear()
        print("No table has changed, so there is no migration to write.")
        return
    revisions = [script.revision for script in context.script.walk_revisions()]
    numbers = [int(revision) for revision in revisions if revision.isdecimal()]
    directives[0].rev_id = f"{max(numbers, default=0) + 1:04}"
    if directives[0].head in {None, "head"}:
        directives[0].head = "heads"


main()
