"""The database, by quart-db, with SQL in place of an object mapper."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from quart import Quart, current_app
from quart_db import Connection, QuartDB

TABLES = """
    CREATE TABLE IF NOT EXISTS users (
        id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS notes (
        id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, text TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, address TEXT NOT NULL);
"""


def init_app(app: Quart) -> None:
    QuartDB(
        app,
        url=f"sqlite:///{os.path.abspath('notes.db')}",
        auto_request_connection=False,  # otherwise every request would take a connection
        migrations_folder=None,
    )

    @app.before_serving
    async def create_tables() -> None:
        async with transaction() as connection:
            for statement in TABLES.split(";\n"):
                if statement.strip():
                    await connection.execute(statement)


@asynccontextmanager
async def transaction() -> AsyncIterator[Connection]:
    """Give the block a connection. Keep all its changes at the end, or none after an error."""
    database: QuartDB = current_app.extensions["QUART_DB"][0]
    async with database.connection() as connection, connection.transaction():
        yield connection
