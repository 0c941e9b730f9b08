"""Values that another row has, where the table lets only one row have them."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from app.web.errors import refuse_field

# SQLite has one class of errors for all rules of a table.
UNIQUE = "SQLITE_CONSTRAINT_UNIQUE"


@contextmanager
def refuse_taken(**messages: str) -> Iterator[None]:
    """Refuse a field whose value is taken: `with refuse_taken(title="You have this title."):`.

    The message is shown beside the field. Inside a transaction nothing else can be done afterwards.
    """
    try:
        yield
    except (asyncpg.UniqueViolationError, sqlite3.IntegrityError) as error:
        if getattr(error, "sqlite_errorname", UNIQUE) != UNIQUE:
            raise
        # PostgreSQL names the columns in the detail: "Key (user_id, title)=(…) already exists."
        # SQLite names them in the message: "UNIQUE constraint failed: notes.user_id, notes.title".
        detail = getattr(error, "detail", "") or str(error)
        columns = re.findall(r"(\w+)(?=[,)]|$)", detail.partition("=")[0])
        for field, message in messages.items():
            if field in columns:
                raise refuse_field(field, message) from error
        raise
