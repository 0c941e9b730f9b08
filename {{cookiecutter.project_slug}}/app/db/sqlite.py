"""What SQLite needs to do as PostgreSQL does: its locks, its foreign keys, its times."""

import sqlite3
from datetime import UTC, datetime
from typing import Any


class SqliteConnection(sqlite3.Connection):
    """SQLite that serves many requests at once.

    Readers do not wait for the writer (WAL), and a transaction takes the write lock as it begins:
    one that reads first and writes later could otherwise only fail with "database is locked".
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        try:
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
                super().execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            self.close()  # Nobody else can: it is not made yet.
            raise

    def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
        return super().execute("BEGIN IMMEDIATE" if sql == "BEGIN" else sql, *args)


def encode_datetime(value: datetime) -> str:
    """Write UTC in one width, so that the order of the texts is the order of the times."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def decode_datetime(value: bytes) -> datetime:
    return datetime.fromisoformat(value.decode()).replace(tzinfo=UTC)


# SQLite has no types for time and truth. By a column's declared type these give what PostgreSQL
# does.
sqlite3.register_adapter(datetime, encode_datetime)
sqlite3.register_converter("datetime", decode_datetime)
sqlite3.register_converter("boolean", lambda value: value != b"0")
