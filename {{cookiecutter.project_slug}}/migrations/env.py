"""How Alembic runs the migrations: with the app's own DATABASE_URL, on either database."""

import asyncio
import logging
from functools import partial
from typing import NoReturn

import asyncpg
from alembic import context
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import create_async_engine

from app.config import load_settings
from app.tables import load_metadata

# Any number; all processes that migrate this database take this lock.
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
    """Inside the caller's transaction, so that a migration that fails leaves nothing behind."""
    context.configure(
        connection=connection,
        target_metadata=load_metadata(),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
    )
    context.run_migrations()


main()
