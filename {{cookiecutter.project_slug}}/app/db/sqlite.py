"""Make SQLite behave as PostgreSQL does: locks, foreign keys, times and booleans."""

import os
import re
import sqlite3
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

# To SQLite a time is a number, of which a cast would leave the year. It is stored as text.
CAST_TO_TIME = re.compile(
    r"\bCAST\(([^()]+) AS (?:TIMESTAMP(?:TZ| WITH TIME ZONE)?|DATE)\)", re.IGNORECASE
)


class SqliteConnection(sqlite3.Connection):
    """A connection to SQLite that can serve many requests at the same time.

    With a write-ahead log (WAL), readers do not wait for a writer. A transaction takes the write
    lock when it begins. Otherwise one that reads first and writes later would fail with "database
    is locked" whenever another one wrote in between.

    A commit does not wait for the disk. A power cut may take the last commits, but leaves the
    database whole. The end of a process or of a container takes nothing.
    """

    synchronous = "NORMAL"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            self.set_up()
        except sqlite3.Error:
            self.close()  # No one else can, because the caller never gets it.
            raise

    def __del__(self) -> None:
        """Close it, in any thread. If a request is cancelled as it opens, aiosqlite forgets it."""
        with suppress(sqlite3.ProgrammingError):  # It never opened.
            self.close()

    def set_up(self) -> None:
        super().execute("PRAGMA journal_mode = WAL")
        super().execute(f"PRAGMA synchronous = {self.synchronous}")
        super().execute("PRAGMA foreign_keys = ON")

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        if sql == "ROLLBACK" and not self.in_transaction:
            sql = "SELECT NULL"  # SQLite has done it already, as when the disk is full.
        sql = CAST_TO_TIME.sub(r"CAST(\1 AS TEXT)", sql)
        return super().execute("BEGIN IMMEDIATE" if sql == "BEGIN" else sql, *args)


class DurableConnection(SqliteConnection):
    """A connection whose commits wait for the disk, so that a power cut takes none of them."""

    synchronous = "FULL"


class ReadingConnection(SqliteConnection):
    """A connection without the file in which connections share the index of the log.

    The index is in memory instead, so one connection at a time has the database, and others wait.
    """

    def set_up(self) -> None:
        super().execute("PRAGMA locking_mode = EXCLUSIVE")
        super().execute("PRAGMA foreign_keys = ON")


def open_file(kind: type[SqliteConnection], path: str, **options: Any) -> SqliteConnection:
    """Open a database, but never create an empty one in the place of a file that is gone.

    If only writing fails, open it in such a way that reading goes on.
    """
    file = Path(path).absolute()
    address = f"{file.as_uri()}?mode=rw"
    try:
        return kind(address, uri=True, **options)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_IOERR_SHMSIZE:
            # The disk has no room for the index of the log.
            return ReadingConnection(address, uri=True, **options)
        if not os.access(file.parent, os.W_OK) and not Path(f"{file}-wal").exists():
            # Neither this process nor another one can create the log, so nothing changes the file.
            return ReadingConnection(f"{address}&immutable=1", uri=True, **options)
        raise


def encode_datetime(value: datetime) -> str:
    """Return UTC in a fixed width, so that texts sort in the order of their times."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def decode_datetime(value: bytes) -> datetime:
    return datetime.fromisoformat(value.decode()).replace(tzinfo=UTC)


# SQLite has no types for dates, times and booleans. These convert values by the type that a column
# was declared with, so that queries return what they return on PostgreSQL.
sqlite3.register_adapter(date, date.isoformat)
sqlite3.register_converter("date", lambda value: date.fromisoformat(value.decode()))
sqlite3.register_adapter(datetime, encode_datetime)
sqlite3.register_converter("datetime", decode_datetime)
sqlite3.register_converter("boolean", lambda value: value != b"0")
