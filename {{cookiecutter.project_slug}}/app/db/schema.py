"""Check that the database has the tables that this code expects.

Migrations are branches. Those of the platform and of accounts come first. The migrations of each
feature branch off from them, and are named `<feature>_<number>`. A deleted feature therefore takes
its migrations along, and a database that already had them keeps working.
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

# The migration that the first one of every feature follows.
BRANCH_POINT = "accounts_0001"


def init_app(app: Quart) -> None:
    app.before_serving(require_latest_schema)


async def require_latest_schema() -> None:
    """End the process if migrations are missing, with a message that says how to run them."""
    try:
        async with connect() as connection:
            current = list_applied(await select_revisions(connection))
    except DatabaseUnavailable:
        return  # The server starts anyway, and `/readyz` says that the database is missing.
    script = load_script_directory()
    if current == set(script.get_heads()):
        return
    # Otherwise each of the server's tasks would log the same problem with a trace.
    logging.getLogger("asyncio").disabled = True
    known = {revision.revision for revision in script.walk_revisions()}
    if current <= known:
        raise SystemExit(
            "The database schema is not up to date. Run: make migrate"
            " (in a container: alembic upgrade heads)"
        )
    raise SystemExit(
        f"The database schema, {', '.join(sorted(current - known))}, is from another version of"
        " this code. Start that version, or use it to downgrade the schema first."
    )


def load_script_directory() -> "ScriptDirectory":
    # Imported here, because it takes nearly a third of all import time and few commands need it.
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(Config(toml_file=PROJECT_FOLDER / "pyproject.toml"))
    leave_out_deleted_features(script)
    return script


def leave_out_deleted_features(script: "ScriptDirectory") -> None:
    """Make Alembic ignore the migrations of deleted features and every reference to them."""
    from alembic.script.revision import RevisionMap
    from alembic.util import to_tuple

    revisions = [each for each in script._load_revisions() if not is_deleted(each.revision)]
    for revision in revisions:
        parents = to_tuple(revision.down_revision, default=())
        kept = tuple(parent for parent in parents if not is_deleted(parent))
        if kept != parents:
            kept = kept or (BRANCH_POINT,)
            revision.down_revision = kept if len(kept) > 1 else kept[0]
    script.revision_map = RevisionMap(lambda: iter(revisions))


def list_applied(revisions: Collection[str]) -> set[str]:
    """Return the applied revisions of a database, without those of deleted features."""
    kept = {revision for revision in revisions if not is_deleted(revision)}
    return kept or ({BRANCH_POINT} if revisions else set())


def is_deleted(revision: str) -> bool:
    """Return whether a migration belongs to a feature that is no longer in `app/`."""
    named = re.fullmatch(r"([a-z_]+)_\d{4}", revision)
    return (
        named is not None
        and named[1] != "platform"
        and not (PROJECT_FOLDER / "app" / named[1] / "__init__.py").is_file()
    )


async def select_revisions(connection: Connection) -> list[str]:
    try:
        rows = await connection.fetch_all("SELECT version_num FROM alembic_version")
    except (sqlite3.OperationalError, asyncpg.UndefinedTableError):
        return []
    return [row["version_num"] for row in rows]
