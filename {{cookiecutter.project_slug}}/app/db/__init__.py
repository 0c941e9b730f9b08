"""The database: SQLite or PostgreSQL through quart-db, with SQL that both understand."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from quart import Quart, current_app
from quart_db import Connection, QuartDB
from werkzeug.exceptions import Conflict, ServiceUnavailable

from app.config import Settings
from app.db.sqlite import SqliteConnection

__all__ = ["Connection", "DatabaseAway", "connect", "init_app", "transaction"]

logger = logging.getLogger(__name__)

ACQUIRE_SECONDS = 10
RETRY_SECONDS = 5
UNAVAILABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, sqlite3.OperationalError)
# What ends a query that had a connection; a mistake in its SQL is none of these.
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # said of a connection that is just being ended
    asyncpg.InsufficientResourcesError,  # such as a full disk
    asyncpg.ReadOnlySQLTransactionError,  # a server that another has taken over from
    TimeoutError,  # no answer within `command_timeout`
    sqlite3.OperationalError,
)
# Said of a row whose owner, or whatever else it refers to, is not there.
BELONGS_TO_NOTHING = (asyncpg.ForeignKeyViolationError, sqlite3.IntegrityError)
FOREIGN_KEY = sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY


class DatabaseAway(ServiceUnavailable):
    """No connection can be had, or it was lost; the reason is in the log alone."""

    description = "The database is away. Try again shortly."


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.database_url.startswith("sqlite"):
        options: dict[str, Any] = {"factory": SqliteConnection, "timeout": 15}
    else:
        # Per process. The least is 0, so that the app starts, and says what is wrong, without it.
        options = {"min_size": 0, "max_size": 10, "timeout": 5, "command_timeout": 10}
    QuartDB(
        app,
        url=settings.database_url,
        backend_options=options,
        auto_request_connection=False,  # or else every static file would take a connection
        migrations_folder=None,  # Alembic's task
    )
    # They act on quart-db's own migrations, which this project does not use.
    app.cli.commands.pop("db-migrate")
    app.cli.commands.pop("db-schema")

    from app.db import schema

    schema.init_app(app)


@asynccontextmanager
async def connect() -> AsyncIterator[Connection]:
    """A connection of the running app, returned at the end of the block.

    Raises `DatabaseAway` when none can be had, or when it is lost, and `Conflict` for a row whose
    owner is being deleted at the same time.
    """
    database: QuartDB = current_app.extensions["QUART_DB"][0]
    try:
        # Without a limit, a request would wait for ever where all connections are in use.
        async with asyncio.timeout(ACQUIRE_SECONDS):
            connection = await database.acquire()
    except UNAVAILABLE as error:
        raise report_away(error) from error
    try:
        try:
            yield connection
        finally:
            await database.release(connection)
    except BELONGS_TO_NOTHING as error:
        if getattr(error, "sqlite_errorcode", FOREIGN_KEY) != FOREIGN_KEY:
            raise
        raise Conflict("What this belongs to has just been deleted.") from error
    except LOST as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise  # a mistake in the SQL
        raise report_away(error) from error


def report_away(error: Exception) -> DatabaseAway:
    logger.error("The database is away: %r", error)
    return DatabaseAway(retry_after=RETRY_SECONDS)


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """A connection whose changes are kept together at the end of the block, or none of them."""
    async with connect() as connection, connection.transaction():
        yield connection
