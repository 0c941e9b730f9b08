"""Check that the database has the tables that this code expects.

Each feature has migrations of its own, `<feature>_0001` and so on, that branch off those of
accounts. A feature is deleted together with them. Alembic then ignores what still refers to
them: a later migration of the feature, one of yours that followed it, a row in a database that
had it.
"""

import logging
import re
import sqlite3
from collections.abc import Collection
from typing import TYPE_CHECKING

import asyncpg
from quart import Quart

from app.config import PROJECT_FOLDER
from app.db import Connection, DatabaseUnavailable, connect

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

# The migration that the first one of each feature follows.
BRANCH_POINT = "accounts_0001"


def init_app(app: Quart) -> None:
    app.before_serving(require_latest_schema)


async def require_latest_schema() -> None:
    """End the process if migrations are missing, with a message that says how to run them."""
    try:
        async with connect() as connection:
            current = set(leave_out_deleted(await select_revisions(connection)))
    except DatabaseUnavailable:
        return  # The server starts anyway, and `/readyz` says that the database is missing.
    script = load_script_directory()
    if current == set(script.get_heads(consider_depends_on=True)):
        return
    # Otherwise each of the server's tasks would log the same problem with a trace.
    logging.getLogger("asyncio").disabled = True
    known = {migration.revision for migration in script.walk_revisions()}
    if current <= known:
        raise SystemExit(
            "The database schema is not up to date. Run: make migrate"
            " (in a container: alembic upgrade heads)"
        )
    raise SystemExit(
        f"The database schema, {', '.join(sorted(current - known))}, is from another version of"
        " this code. Start that version, or use it to downgrade the schema first."
    )


async def select_revisions(connection: Connection) -> list[str]:
    try:
        rows = await connection.fetch_all("SELECT version_num FROM alembic_version")
    except (sqlite3.OperationalError, asyncpg.UndefinedTableError):
        return []
    return [row["version_num"] for row in rows]


def load_script_directory() -> "ScriptDirectory":
    # Imported here, because it takes nearly a third of all import time and few commands need it.
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(Config(toml_file=PROJECT_FOLDER / "pyproject.toml"))
    ignore_deleted(script)
    return script


def ignore_deleted(script: "ScriptDirectory") -> None:
    """Make Alembic ignore the migrations of deleted features and every reference to them."""
    from alembic.script.revision import RevisionMap, tuple_rev_as_scalar
    from alembic.util import to_tuple

    migrations = [each for each in script._load_revisions() if not is_deleted(each.revision)]
    for migration in migrations:
        parents: tuple[str, ...] = to_tuple(migration.down_revision, default=())
        migration.down_revision = tuple_rev_as_scalar(leave_out_deleted(parents))
    script.revision_map = RevisionMap(lambda: migrations)


def leave_out_deleted(revisions: Collection[str]) -> tuple[str, ...]:
    """Return `revisions` without those of deleted features.

    If none is left, return the migration that they all followed.
    """
    kept = tuple(revision for revision in revisions if not is_deleted(revision))
    return kept or ((BRANCH_POINT,) if revisions else ())


def is_deleted(revision: str) -> bool:
    """Return whether `revision` belongs to a feature whose first migration is gone."""
    named = re.fullmatch(r"(\w+)_\d{4}", revision)
    versions = PROJECT_FOLDER / "migrations" / "versions"
    return named is not None and not (versions / f"{named[1]}_0001.py").is_file()
