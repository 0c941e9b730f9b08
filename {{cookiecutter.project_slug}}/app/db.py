"""The database: SQLite or PostgreSQL through quart-db, with SQL that both understand."""

import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import asyncpg
from alembic.config import Config
from alembic.script import ScriptDirectory
from quart import Quart, current_app
from quart_db import Connection, QuartDB
from werkzeug.exceptions import ServiceUnavailable

from app.config import PROJECT_FOLDER, Settings

__all__ = ["Connection", "connect", "init_app", "transaction"]

logger = logging.getLogger(__name__)

UNAVAILABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, sqlite3.OperationalError)


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.database_url.startswith("sqlite"):
        options: dict[str, Any] = {"factory": SqliteConnection, "timeout": 15}
    else:
        # Per process. The least is 0, so that the app starts, and says what is wrong, without it.
        options = {"min_size": 0, "max_size": 10, "timeout": 5, "command_timeout": 30}
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
    app.before_serving(require_latest_schema)


@asynccontextmanager
async def connect() -> AsyncIterator[Connection]:
    """A connection of the running app, returned at the end of the block.

    Raises `ServiceUnavailable` when none can be had.
    """
    database: QuartDB = current_app.extensions["QUART_DB"][0]
    try:
        connection = await database.acquire()
    except UNAVAILABLE as error:
        logger.error("The database is away: %r", error)
        raise ServiceUnavailable("The database is away. Try again shortly.") from error
    try:
        yield connection
    finally:
        await database.release(connection)


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """A connection whose changes are kept together at the end of the block, or none of them."""
    async with connect() as connection, connection.transaction():
        yield connection


async def require_latest_schema() -> None:
    """End the process where the migrations have not been run, saying how to run them."""
    try:
        async with connect() as connection:
            current = await select_revision(connection)
    except ServiceUnavailable:
        return  # The server starts without its database, and `/readyz` says so.
    latest = ScriptDirectory.from_config(
        Config(toml_file=PROJECT_FOLDER / "pyproject.toml")
    ).get_current_head()
    if current != latest:
        # The server's tasks would tell it again, each with a trace.
        logging.getLogger("asyncio").disabled = True
        raise SystemExit("The database schema is not up to date. Run: alembic upgrade head")


async def select_revision(connection: Connection) -> str | None:
    try:
        revision: str | None = await connection.fetch_val("SELECT version_num FROM alembic_version")
    except (sqlite3.OperationalError, asyncpg.UndefinedTableError):
        return None
    return revision


class SqliteConnection(sqlite3.Connection):
    """SQLite that serves many requests at once.

    Readers do not wait for the writer (WAL), and a transaction takes the write lock as it begins:
    one that reads first and writes later could otherwise only fail with "database is locked".
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            super().execute(f"PRAGMA {pragma}")

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        return super().execute("BEGIN IMMEDIATE" if sql == "BEGIN" else sql, *args)


def encode_datetime(value: datetime) -> str:
    """Write UTC in one width, so that the order of the texts is the order of the times."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def decode_datetime(value: bytes) -> datetime:
    return datetime.fromisoformat(value.decode()).replace(tzinfo=UTC)


# SQLite has no types for time and truth. By a column's declared type these give what PostgreSQL
# does.
sqlite3.register_adapter(datetime, encode_datetime)
sqlite3.register_converter("datetime", decode_datetime)
sqlite3.register_converter("boolean", lambda value: value != b"0")
