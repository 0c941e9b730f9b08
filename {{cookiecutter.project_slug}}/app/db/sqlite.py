"""Make SQLite behave as PostgreSQL does: locks, foreign keys, times and booleans."""

import sqlite3
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any


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
            super().execute("PRAGMA journal_mode = WAL")
            super().execute(f"PRAGMA synchronous = {self.synchronous}")
            super().execute("PRAGMA foreign_keys = ON")
        except sqlite3.Error:
            self.close()  # No one else can, because the caller never gets it.
            raise

    def __del__(self) -> None:
        """Close it, in any thread. If a request is cancelled as it opens, aiosqlite forgets it."""
        with suppress(sqlite3.ProgrammingError):  # It never opened.
            self.close()

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        return super().execute("BEGIN IMMEDIATE" if sql == "BEGIN" else sql, *args)


class DurableConnection(SqliteConnection):
    """A connection whose commits wait for the disk, so that a power cut takes none of them."""

    synchronous = "FULL"


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
