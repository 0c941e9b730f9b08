"""Backups of SQLite, by its online backup: one moment of the database, while others write to it.

A backup is a database itself, in one file.
"""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from app.backups.errors import BackupError
from app.database_url import locate_file
from app.db.sqlite import DurableConnection

# SQL on alembic_version, a table of db: it tells a backup of this app from any other file.

LOCK_SECONDS = 15


async def write_backup(database_url: str, part: Path) -> None:
    await asyncio.to_thread(copy_database, locate_file(database_url), part)


async def restore_backup(database_url: str, file: Path) -> None:
    await asyncio.to_thread(replace_database, locate_file(database_url), file)


async def read_revisions(file: Path) -> list[str]:
    return await asyncio.to_thread(check_copy, file)


def open_file(
    path: Path, options: str, factory: type[sqlite3.Connection] = sqlite3.Connection
) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{options}"
    return sqlite3.connect(address, uri=True, timeout=LOCK_SECONDS, factory=factory)


def copy_database(database: Path, part: Path) -> None:
    if not database.is_file():
        raise BackupError(f"There is no database at {database}. Correct DATABASE_URL.")
    try:
        with (
            closing(open_file(database, "mode=rw")) as source,
            closing(open_file(part, "mode=rw")) as copy,
        ):
            # All pages in one step, which keeps no writer waiting. In several, it would begin again
            # whenever another process writes.
            source.backup(copy)
            # The copy has the journal of its source. Without one, it is a single file.
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"{database} cannot be copied: {error}.") from error


def check_copy(file: Path) -> list[str]:
    """Return the migrations of a backup, if every page of it is sound."""
    try:
        # Immutable, because nothing may be written beside it.
        with closing(open_file(file, "mode=ro&immutable=1")) as copy:
            (found,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                raise BackupError(f"{file} is damaged: {found}. Use another backup.")
            rows = copy.execute("SELECT version_num FROM alembic_version").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} is not a backup of this app: {error}.") from error
    return [version for (version,) in rows]


def replace_database(database: Path, file: Path) -> None:
    """Copy the backup into the database in one transaction.

    A process that has the database open sees all of it or nothing. If the file were replaced, that
    process would go on with the old one, whose `-wal` would be taken for a part of the new one.
    """
    try:
        with (
            closing(open_file(file, "mode=ro&immutable=1")) as source,
            closing(open_file(database, "mode=rwc", DurableConnection)) as replaced,
        ):
            source.backup(replaced)
    except sqlite3.DatabaseError as error:
        raise BackupError(
            f"{database} cannot be replaced: {error}. If it is damaged, move it away, with its -wal"
            " and -shm, and try again."
        ) from error
