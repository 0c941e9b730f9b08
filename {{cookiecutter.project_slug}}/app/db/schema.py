"""Check that the database has the tables that this code expects.

Each feature has migrations of its own, `<feature>_0001` and so on, that branch off those of
accounts. A feature is deleted together with them. Alembic then ignores what still refers to
them: a later migration of the feature, one of yours that followed it, a row in a database that
had it.
"""

import re
import sqlite3
from ast import literal_eval
from collections.abc import Collection
from typing import Literal

import asyncpg
from quart import current_app
from quart_db import Connection

from app.config import PROJECT_FOLDER
from app.db.faults import WrongSchema, report_fault

VERSIONS = PROJECT_FOLDER / "migrations" / "versions"
# The migration that the first one of each feature follows.
BRANCH_POINT = "accounts_0001"
# Such as `revision = "0001"`, and `down_revision = (…)` on several lines.
ASSIGNMENT = re.compile(r"^(\w+)(?:: [^=\n]+)? = (\([^)]*\)|.+)$", re.MULTILINE)


# Errors of a query that lacks a table or a column. SQLite has one class for all mistakes.
MISSING_ERRORS = (
    sqlite3.OperationalError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
)


async def explain_missing(connection: Connection, error: Exception) -> None:
    """Raise `WrongSchema` if that is why a query failed, and not a mistake of the code."""
    if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR:
        await require_schema(connection)


async def require_schema(connection: Connection) -> None:
    """Raise `WrongSchema` if the tables are not those of this code, or of a newer version."""
    stored = set(await select_revisions(connection))
    if stored == current_app.extensions.get("ACCEPTED_SCHEMA"):
        return  # Each comparison reads the files of all migrations.
    current = set(leave_out_deleted(stored))
    if compare_schema(current) in {"older", "unknown"}:
        found = ", ".join(sorted(current)) or "none"
        raise report_fault(WrongSchema, f"its schema is {found}. Migrate, or correct DATABASE_URL")
    current_app.extensions["ACCEPTED_SCHEMA"] = stored


def compare_schema(current: set[str]) -> Literal["same", "older", "newer", "unknown"]:
    """Compare the revisions in the database with those of this code, by their numbers.

    A newer schema is not refused, so that a release can be rolled back.
    """
    migrations = read_migrations()
    known = migrations.keys()
    latest = dict(sorted(map(split_revision, known)))
    newer = dict(map(split_revision, current - known))
    if any(number <= latest.get(name, 0) for name, number in newer.items()):
        return "unknown"
    # A migration with a name follows those with the same name, one without a name follows all.
    missing = find_heads(migrations) - current
    if "" not in newer and not {split_revision(each)[0] for each in missing} <= newer.keys():
        return "older"
    return "newer" if newer else "same"


def split_revision(revision: str) -> tuple[str, int]:
    """Return the name and the number of a migration: `notes_0002`, or `0003` without a name."""
    parts = re.fullmatch(r"(?:(\w+)_)?(\d{4})", revision)
    return (parts[1] or "", int(parts[2])) if parts else (revision, 0)


async def select_revisions(connection: Connection) -> list[str]:
    try:
        rows = await connection.fetch_all("SELECT version_num FROM alembic_version")
    except asyncpg.UndefinedTableError:
        return []
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
            raise
        return []
    return [row["version_num"] for row in rows]


def read_migrations() -> dict[str, tuple[str, ...]]:
    """Return the migrations of this code with the ones they follow, without deleted features.

    Alembic would say the same. But with SQLAlchemy, which nothing else here needs, it takes a third
    of the time to start and 20 MB.
    """
    migrations = {}
    for path in VERSIONS.glob("[!._]*.py"):
        values = dict(ASSIGNMENT.findall(path.read_text(encoding="utf-8")))
        revision, parents = (literal_eval(values[name]) for name in ("revision", "down_revision"))
        if not is_deleted(revision):
            parents = (parents,) if isinstance(parents, str) else parents or ()
            migrations[revision] = leave_out_deleted(parents)
    return migrations


def find_heads(migrations: dict[str, tuple[str, ...]]) -> set[str]:
    """Return the migrations that no other one follows."""
    return migrations.keys() - {parent for parents in migrations.values() for parent in parents}


def leave_out_deleted(revisions: Collection[str]) -> tuple[str, ...]:
    """Return `revisions` without those of deleted features.

    If none is left, return the migration that they all followed.
    """
    kept = tuple(revision for revision in revisions if not is_deleted(revision))
    return kept or ((BRANCH_POINT,) if revisions else ())


def is_deleted(revision: str) -> bool:
    """Return whether `revision` belongs to a feature whose first migration is gone."""
    named = re.fullmatch(r"(\w+)_\d{4}", revision)
    return named is not None and not (VERSIONS / f"{named[1]}_0001.py").is_file()
