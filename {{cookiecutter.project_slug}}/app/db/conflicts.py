"""Changes that a rule of a table refuses, because of another row."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from werkzeug.exceptions import Conflict

from app.web.errors import refuse_field

CONFLICT_ERRORS = (
    asyncpg.ForeignKeyViolationError,
    asyncpg.UniqueViolationError,
    sqlite3.IntegrityError,  # for every rule of a table
)
FOREIGN_KEY = {"ForeignKeyViolationError", "SQLITE_CONSTRAINT_FOREIGNKEY"}
UNIQUE = {"UniqueViolationError", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}


def find_rule(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", type(error).__name__))


def find_conflict(error: Exception) -> Conflict | None:
    """Return the answer to a request whose change another row does not allow.

    Return None for an error that is a mistake of the code, such as a missing value.
    """
    if find_rule(error) in FOREIGN_KEY:
        return Conflict("The item this belongs to has just been deleted.")
    if find_rule(error) in UNIQUE:
        return Conflict("Another item already has this value.")
    return None


@contextmanager
def refuse_taken(**messages: str) -> Iterator[None]:
    """Refuse a field whose value is taken: `with refuse_taken(title="You have this title."):`.

    The message is shown beside the field. Inside a transaction nothing else can be done afterwards.
    """
    try:
        yield
    except (asyncpg.UniqueViolationError, sqlite3.IntegrityError) as error:
        if find_rule(error) not in UNIQUE:
            raise
        # PostgreSQL names the columns in the detail: "Key (user_id, title)=(…) already exists."
        # SQLite names them in the message: "UNIQUE constraint failed: notes.user_id, notes.title".
        detail = getattr(error, "detail", "") or str(error)
        columns = re.findall(r"(\w+)(?=[,)]|$)", detail.partition("=")[0])
        for field, message in messages.items():
            if field in columns:
                raise refuse_field(field, message) from error
        raise
