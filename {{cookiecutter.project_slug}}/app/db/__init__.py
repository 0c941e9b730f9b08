"""The database: SQLite or PostgreSQL through quart-db, with SQL that both understand."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
from quart import Quart, current_app
from quart_db import Connection, QuartDB
from werkzeug.exceptions import UnprocessableEntity

from app.config import Settings
from app.database_url import read_postgres_url
from app.db.conflicts import CONFLICT_ERRORS, find_conflict
from app.db.faults import CONNECT_ERRORS, LOST_ERRORS, DatabaseUnavailable, report_unavailable
from app.db.postgres import Database, keep_session, name_exhaustion, open_connection, renew_pool
from app.db.schema import MISSING_ERRORS, explain_missing
from app.db.sqlite import DurableConnection, SqliteConnection, open_file

__all__ = ["Connection", "DatabaseUnavailable", "connect", "init_app", "transaction"]

ACQUIRE_SECONDS = 10


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.database_url.startswith("sqlite"):
        url = settings.database_url
        options: dict[str, Any] = {
            "factory": partial(
                open_file, DurableConnection if settings.is_production else SqliteConnection
            ),
            "timeout": 15,
            "check_same_thread": False,  # for `SqliteConnection.__del__`
        }
    else:
        # Per process. With a minimum of 0 the app starts without its database, as `/readyz` says.
        options = {"min_size": 0, "max_size": 10, "timeout": 5, "command_timeout": 10}
        url, connect_options, pool_options = read_postgres_url(settings.database_url)
        options |= {"connect": open_connection, "reset": keep_session}
        options |= connect_options | pool_options
    Database(
        app,
        url=url,
        backend_options=options,
        auto_request_connection=False,  # otherwise every static file would take a connection
        migrations_folder=None,  # Alembic does this
    )
    # These commands run quart-db's own migrations, which this project does not use.
    app.cli.commands.pop("db-migrate")
    app.cli.commands.pop("db-schema")

    app.extensions["POOL_RENEWAL"] = asyncio.Lock()

    from app.db import readiness

    readiness.init_app(app)


@asynccontextmanager
async def connect() -> AsyncIterator[Connection]:
    """Give the block a connection to the database.

    Raise `DatabaseUnavailable` for a fault of the database, `Conflict` if the block writes a row
    whose owner is deleted at the same time, or a value that another row has and only one may have,
    and `UnprocessableEntity` for a NUL in a text.
    """
    database: QuartDB = current_app.extensions["QUART_DB"][0]
    try:
        # Without a limit, a request would wait forever while all connections are in use.
        async with asyncio.timeout(ACQUIRE_SECONDS):
            connection = await database.acquire()
    except CONNECT_ERRORS as error:
        raise report_unavailable(name_exhaustion(database, error)) from error
    try:
        try:
            yield connection
        except MISSING_ERRORS as error:
            await explain_missing(connection, error)
            raise
        finally:
            await database.release(connection)
    except CONFLICT_ERRORS as error:
        if conflict := find_conflict(error):
            raise conflict from error
        raise
    except asyncpg.CharacterNotInRepertoireError as error:
        raise UnprocessableEntity("Leave the character NUL out of all texts.") from error
    except LOST_ERRORS as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise  # a mistake in the SQL
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
            await renew_pool(database, current_app.extensions["POOL_RENEWAL"])
        raise report_unavailable(error) from error


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """Give the block a connection. Keep all its changes at the end, or none after an error."""
    async with connect() as connection, connection.transaction():
        yield connection
