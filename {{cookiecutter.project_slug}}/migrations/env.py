"""How Alembic runs the migrations: with the app's own DATABASE_URL, on either database."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NoReturn
from uuid import uuid4

import asyncpg
from alembic import command, context
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DatabaseError, DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from app.config import load_settings
from app.database_url import read_postgres_url
from app.db.postgres import open_connection
from app.db.revisions import ignore_deleted
from app.db.schema import compare_schema, leave_out_deleted
from app.db.tables import load_metadata

# An arbitrary number. Every process that migrates this database takes this lock.
MIGRATION_LOCK = 7_227_001
# While a migration waits for a table, all later requests that need the table wait behind it.
LOCK_TIMEOUT = "3s"
IN_THE_WAY = "Use an empty database, or on PostgreSQL a schema for this app alone: ?schema=name."
# By the code of PostgreSQL, or by words in the error of SQLite.
FIXES = {
    "42501": "As the owner of the database, run: GRANT CREATE ON SCHEMA public TO the role.",
    "42P07": IN_THE_WAY,
    "already exists": IN_THE_WAY,
    "3F000": "Create that schema first.",
    "55P03": "Something else uses a table for long, such as a backup. Try again later.",
    "25006": "Set DATABASE_URL to the server that can be written to.",
    "readonly database": "Let this user write the file of DATABASE_URL and its directory.",
}


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
    with explain_errors(), engine.begin() as connection:
        run_migrations(connection)
    engine.dispose()


async def migrate_postgres(url: str) -> None:
    # asyncpg reads the address, as it does for the app: SQLAlchemy knows no `?sslmode=require`.
    connect_args = {
        "async_creator_fn": partial(open_postgres, url),
        # Behind a pooler, other processes may have used the usual names.
        "prepared_statement_name_func": lambda: f"alembic_{uuid4()}",
    }
    engine = create_async_engine("postgresql+asyncpg://", connect_args=connect_args)
    with explain_errors():
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            # Only now, as it would also end the wait for another process that migrates.
            await connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))
            await connection.run_sync(run_migrations)
    await engine.dispose()


async def open_postgres(url: str) -> asyncpg.Connection:
    address = read_postgres_url(url)
    try:
        return await open_connection(address.dsn, **address.connect_options)
    except (OSError, asyncpg.InterfaceError, asyncpg.PostgresError) as error:
        refuse_database(error)


def refuse_database(error: BaseException | None) -> NoReturn:
    raise SystemExit(f"The database of DATABASE_URL cannot be opened: {str(error) or repr(error)}")


@contextmanager
def explain_errors() -> Iterator[None]:
    """End the process with a sentence if the database does not let this app have its tables."""
    try:
        yield
    except DBAPIError as error:
        cause = error.orig.__cause__ if error.orig and error.orig.__cause__ else error.orig
        state = getattr(error.orig, "sqlstate", None)
        fixes = [fix for key, fix in FIXES.items() if key == state or key in str(cause)]
        if not fixes:
            raise
        raise SystemExit(f"The migrations cannot run: {cause}. {fixes[0]}") from None


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
    if is_upgrade() and compare_schema(kept) == "newer":
        print("The database schema is newer than this code, so there is nothing to run.")
        return
    exchange_rows(connection, stored - kept, kept - stored)
    context.run_migrations()
    # The feature's tables are still there. If its code comes back, it must find its row too.
    if context.get_context().get_current_heads():
        exchange_rows(connection, kept - stored, stored - kept)


def is_upgrade() -> bool:
    """Return whether the command is `alembic upgrade`, which also runs after a rollback."""
    return getattr(context.config.cmd_opts, "cmd", [None])[0] is command.upgrade


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
