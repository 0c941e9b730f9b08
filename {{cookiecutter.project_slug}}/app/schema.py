"""Whether the database has the tables that this code was written for."""

import logging
import sqlite3
from functools import cache

import asyncpg
from quart import Quart

from app.config import PROJECT_FOLDER
from app.db import Connection, DatabaseAway, connect


def init_app(app: Quart) -> None:
    app.before_serving(require_latest_schema)


async def require_latest_schema() -> None:
    """End the process where the migrations have not been run, saying how to run them."""
    try:
        async with connect() as connection:
            current = await select_revision(connection)
    except DatabaseAway:
        return  # The server starts without its database, and `/readyz` says so.
    known = list_revisions()
    if current == known[0]:
        return
    # The server's tasks would tell it again, each with a trace.
    logging.getLogger("asyncio").disabled = True
    if current in {None, *known}:
        raise SystemExit(
            "The database schema is not up to date. Run: make migrate"
            " (in a container: alembic upgrade head)"
        )
    raise SystemExit(
        f"The database schema, {current}, is of another version of this code. Start that version,"
        " or have it downgrade the schema first."
    )


@cache
def list_revisions() -> list[str]:
    """The latest first."""
    # With SQLAlchemy they take nearly a third of the time of all imports; few commands need them.
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(toml_file=PROJECT_FOLDER / "pyproject.toml")
    scripts = ScriptDirectory.from_config(config).walk_revisions()
    return [script.revision for script in scripts]


async def select_revision(connection: Connection) -> str | None:
    try:
        revision: str | None = await connection.fetch_val("SELECT version_num FROM alembic_version")
    except (sqlite3.OperationalError, asyncpg.UndefinedTableError):
        return None
    return revision
