"""A backup as a file: written whole or not at all, and checked before anything is replaced."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from app.backups import postgres, sqlite
from app.backups.errors import BackupError
from app.config import Settings
from app.db.schema import compare_schema, leave_out_deleted

# The first bytes of a file, by the database that it is a backup of.
BEGINNINGS = {b"SQLite format 3\0": "SQLite", b"PGDMP": "PostgreSQL"}


async def write_backup(settings: Settings, file: Path) -> None:
    """Write a backup that is sound, or raise `BackupError` and leave no file."""
    with create_whole(file) as part:
        if uses_sqlite(settings):
            await sqlite.write_backup(settings.database_url, part)
        else:
            await postgres.write_backup(settings.database_url, part)
        await read_revisions(part)


@contextmanager
def create_whole(file: Path) -> Iterator[Path]:
    """Give the block a file that is renamed to `file` at the end, once it is on the disk.

    Only its owner may read it, because it holds everything that the app knows.
    """
    if file.exists():
        raise BackupError(f"{file} is there already. Choose another name.")
    part = file.with_name(f".{file.name}.{uuid4().hex}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield part
        sync(part, os.O_RDWR)
        part.rename(file)
        if hasattr(os, "O_DIRECTORY"):
            sync(file.parent, os.O_RDONLY)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def sync(path: Path, flags: int) -> None:
    """Wait until the disk has the file, so that a power cut does not empty it."""
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def check_backup(settings: Settings, file: Path) -> bool:
    """Return whether the schema of the backup is older than this code.

    Raise `BackupError` if it cannot be restored here: it is not a backup, or of another database,
    of another app or of a newer version of this one.
    """
    expected = "SQLite" if uses_sqlite(settings) else "PostgreSQL"
    if (kind := read_kind(file)) != expected:
        raise BackupError(
            f"{file} is a backup of {kind}, but DATABASE_URL names {expected}. Change DATABASE_URL."
        )
    revisions = set(leave_out_deleted(await read_revisions(file)))
    state = compare_schema(revisions)
    if state == "newer":
        raise BackupError(
            f"{file} has a newer schema than this code. Restore it with the version of the code"
            " that wrote it, or a newer one."
        )
    if state == "unknown":
        raise BackupError(
            f"{file} has the schema {', '.join(sorted(revisions))}, which is from another app, or"
            " from another version of this code. Restore it with the code that wrote it."
        )
    return state == "older"


async def restore_backup(settings: Settings, file: Path) -> None:
    """Replace everything in the database, or raise `BackupError` and change nothing."""
    if uses_sqlite(settings):
        await sqlite.restore_backup(settings.database_url, file)
    else:
        await postgres.restore_backup(settings.database_url, file)


def read_kind(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            beginning = stream.read(16)
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from error
    for known, kind in BEGINNINGS.items():
        if beginning.startswith(known):
            return kind
    raise BackupError(f"{file} is not a backup. Choose a file that `app backup` wrote.")


async def read_revisions(file: Path) -> list[str]:
    """Return the schema of a backup, as its migrations, after checking that it is complete."""
    if read_kind(file) == "SQLite":
        return await sqlite.read_revisions(file)
    return await postgres.read_revisions(file)


def name_backup(settings: Settings) -> str:
    """Return the name of a backup made now. Names sort by time."""
    ending = "db" if uses_sqlite(settings) else "dump"
    return f"backup-{datetime.now(UTC):%Y%m%d-%H%M%S}.{ending}"


def uses_sqlite(settings: Settings) -> bool:
    return settings.database_url.startswith("sqlite")
