"""Faults of the database, told apart: the log has the cause, and clients read what still works."""

import logging
import sqlite3
from pathlib import Path

import asyncpg
from quart import current_app
from werkzeug.exceptions import ServiceUnavailable

from app.config import Settings
from app.database_url import locate_file
from app.db.postgres import PoolExhaustedError

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
CONNECT_ERRORS = (
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # no server fits `target_session_attrs`
    sqlite3.DatabaseError,
)
# Errors of a query whose connection was lost. A mistake in its SQL is not among them.
LOST_ERRORS = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the connection is being closed
    asyncpg.InsufficientResourcesError,  # such as a full disk
    asyncpg.ReadOnlySQLTransactionError,  # another server has taken over from this one
    asyncpg.InsufficientPrivilegeError,  # the role may not use the tables
    asyncpg.InvalidCachedStatementError,  # a migration has changed a column of the query
    TimeoutError,  # no answer within `command_timeout`
    sqlite3.OperationalError,
)
# Errors of SQLite that only a write can cause.
WRITE_ERRORS = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
}


class DatabaseUnavailable(ServiceUnavailable):
    """There is no connection to the database, or it was lost. Only the log has the cause."""

    description = "The database is unavailable. Try again shortly."
    problem_type = "/problems/database-unavailable"
    state = "unavailable"


class DatabaseReadOnly(DatabaseUnavailable):
    """Only writing fails."""

    description = "Nothing can be saved right now, but you can still read. Try again shortly."
    problem_type = "/problems/database-read-only"
    state = "read-only"


class DatabaseBusy(DatabaseUnavailable):
    """The database works, but has no connection or no lock left for this request."""

    description = "The server is busy. Try again shortly."
    problem_type = "/problems/database-busy"
    state = "busy"


class WrongSchema(DatabaseUnavailable):
    """The tables are those of another version of this code, or of another app."""

    description = "The database does not fit this version of the app. Try again shortly."
    problem_type = "/problems/database-schema"
    state = "of another version"


def report_unavailable(error: Exception) -> DatabaseUnavailable:
    """Log the cause of an error. Return an error to raise, which does not show it to clients."""
    if isinstance(error, sqlite3.DatabaseError):
        settings: Settings = current_app.config["SETTINGS"]
        return report_fault(*explain_sqlite(error, locate_file(settings.database_url)))
    return report_fault(*explain_postgres(error))


def report_fault(fault: type[DatabaseUnavailable], cause: object) -> DatabaseUnavailable:
    logger.error("The database is %s: %s", fault.state, cause)
    return fault(retry_after=RETRY_SECONDS)


def choose_trace(error: BaseException) -> BaseException | None:
    """Return what to log as the trace of an error: nothing if its cause has been logged here."""
    return None if isinstance(error, DatabaseUnavailable) else error


def explain_postgres(error: Exception) -> tuple[type[DatabaseUnavailable], str]:
    """Return what the error means for clients, and its cause for the log."""
    if isinstance(error, PoolExhaustedError):
        return DatabaseBusy, str(error)
    if isinstance(error, asyncpg.TooManyConnectionsError):
        return DatabaseBusy, f"{error} (each process opens as many as connection_limit says)"
    if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        return DatabaseReadOnly, f"{error}. The server is a standby, or was replaced by another"
    if isinstance(error, asyncpg.DiskFullError):
        return DatabaseReadOnly, f"the disk of the server is full: {error}"
    if isinstance(error, TimeoutError):
        return DatabaseUnavailable, "it did not answer in time"
    return DatabaseUnavailable, repr(error)


def explain_sqlite(
    error: sqlite3.DatabaseError, file: Path
) -> tuple[type[DatabaseUnavailable], str]:
    """Return what the error means for clients, and its cause for the log, with the file."""
    code = getattr(error, "sqlite_errorcode", 0)
    fault, cause = DatabaseUnavailable, f"{file}: {error}"
    match code & 0xFF:
        case _ if not file.exists():
            cause = f"{file} is gone. Put it back, or restore a backup"
        case sqlite3.SQLITE_FULL:
            fault, cause = DatabaseReadOnly, f"the disk of {file} is full"
        case sqlite3.SQLITE_READONLY if code == sqlite3.SQLITE_READONLY_DBMOVED:
            cause = f"{file} was replaced while it was open"
        case sqlite3.SQLITE_READONLY:
            fault, cause = DatabaseReadOnly, f"the app may not write {file}, or beside it"
        case sqlite3.SQLITE_IOERR if code in WRITE_ERRORS:
            fault, cause = DatabaseReadOnly, f"{file} cannot be written, as with a quota"
        case sqlite3.SQLITE_BUSY:
            fault, cause = DatabaseBusy, f"another transaction keeps {file} locked for too long"
        case sqlite3.SQLITE_CANTOPEN:
            cause = f"the app may not open {file}, or has too many files open"
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            cause = f"{file} is damaged, or no database. Restore a backup"
    return fault, cause
