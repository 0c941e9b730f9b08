"""Check that the database can serve this code, at the start and for `/readyz`."""

import logging
import shutil
import sqlite3
from pathlib import Path
from typing import NoReturn

import asyncpg
from quart import Quart, current_app

from app.config import Settings
from app.database_url import locate_file
from app.db import Connection, connect
from app.db.faults import DatabaseReadOnly, DatabaseUnavailable, report_fault
from app.db.schema import compare_schema, leave_out_deleted, require_schema, select_revisions

logger = logging.getLogger(__name__)

MIGRATE = "Run: make migrate (in a container: alembic upgrade heads)"
# With less, SQLite's log has no room for a large transaction.
MIN_FREE_BYTES = 1024 * 1024


def init_app(app: Quart) -> None:
    app.before_serving(require_latest_schema)


async def require_latest_schema() -> None:
    """End the process if migrations are missing, with a message that says how to run them."""
    file = find_file()
    if file and file.parent.exists() and not file.exists():
        refuse_schema(f"There is no database at {file}. {MIGRATE}")
    try:
        async with connect() as connection:
            current = set(leave_out_deleted(await select_revisions(connection)))
    except DatabaseUnavailable as error:
        if not isinstance(error.__cause__, asyncpg.InsufficientPrivilegeError):
            return  # The server starts anyway, and `/readyz` says that the database is missing.
        refuse_schema(f"The role of DATABASE_URL may not use the app's tables: {error.__cause__}")
    state = compare_schema(current)
    if state == "older":
        refuse_schema(f"The database schema is not up to date. {MIGRATE}")
    if state == "unknown":
        refuse_schema(
            f"The database schema, {', '.join(sorted(current))}, is from another version of this"
            " code, or from another app. Correct DATABASE_URL, or start that version, or use it to"
            " downgrade the schema first."
        )
    if state == "newer":
        logger.warning("The database schema is newer than this code, as after a rollback")


def refuse_schema(message: str) -> NoReturn:
    # Otherwise each of the server's tasks would log the same problem with a trace.
    logging.getLogger("asyncio").disabled = True
    raise SystemExit(message)


async def check_database() -> None:
    """Raise `DatabaseUnavailable` or a subclass if the database cannot be read and written.

    This writes nothing.
    """
    file = find_file()
    async with connect() as connection:
        await require_schema(connection)
        if file:
            await require_lock(connection)
        elif await connection.fetch_val("SHOW transaction_read_only") == "on":
            raise asyncpg.ReadOnlySQLTransactionError("transaction_read_only is on")
    if file and shutil.disk_usage(file.parent).free < MIN_FREE_BYTES:
        raise report_fault(DatabaseReadOnly, f"the disk of {file} is full")


async def require_lock(connection: Connection) -> None:
    """Take the lock for writing, which is refused if the file cannot be written."""
    await connection.execute("PRAGMA busy_timeout = 0")
    try:
        # Unlike this, BEGIN IMMEDIATE succeeds on a file that is read-only.
        await connection.execute("DELETE FROM alembic_version WHERE FALSE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        # Something else is writing, so writing works.


def find_file() -> Path | None:
    """Return the file of SQLite, or None for PostgreSQL."""
    settings: Settings = current_app.config["SETTINGS"]
    is_file = settings.database_url.startswith("sqlite:///")
    return locate_file(settings.database_url) if is_file else None
