"""The SQL of exports. A person has one at most, and its parts are the bytes of its document.

An export is ready if `ready_at` is set. Until then, its job says how far it is. If a process is
lost while it writes, another one begins anew. Each of these runs has a token of its own, and only
the latest is that of the export, so that parts of two runs are never mixed.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from app.db import Connection, connect
from app.db.batches import delete_in_batches

KEEP = timedelta(days=7)


class Run(NamedTuple):
    """One run of the job that writes an export."""

    user_id: str
    job_id: str
    token: str


class StoredExport(NamedTuple):
    """An export without its parts. Its `size` is in bytes, and 0 until it is ready."""

    user_id: str
    job_id: str
    token: str
    created_at: datetime
    ready_at: datetime | None
    size: int


async def insert_export(connection: Connection, user_id: str, job_id: str) -> None:
    """Insert an export that the job is to write, in the place of the one before."""
    await connection.execute(
        """INSERT INTO exports (user_id, job_id, token, created_at, size)
                VALUES (:user_id, :job_id, '', :now, 0)
           ON CONFLICT (user_id) DO UPDATE
                   SET job_id = :job_id, token = '', created_at = :now, ready_at = NULL,
                       size = 0""",
        {"user_id": user_id, "job_id": job_id, "now": datetime.now(UTC)},
    )


async def select_export(connection: Connection, user_id: str) -> StoredExport | None:
    """Return the export of a user, unless it has expired."""
    row = await connection.fetch_first(
        """SELECT user_id, job_id, token, created_at, ready_at, size FROM exports
            WHERE user_id = :user_id AND created_at >= :after""",
        {"user_id": user_id, "after": datetime.now(UTC) - KEEP},
    )
    return StoredExport(**row) if row else None


async def begin_run(connection: Connection, run: Run) -> bool:
    """Let only this run write the export from now on. Return False if none is to be written.

    It may be ready, deleted, or replaced by that of another job.
    """
    user_id = await connection.fetch_val(
        """UPDATE exports SET token = :token
            WHERE user_id = :user_id AND job_id = :job_id AND ready_at IS NULL
        RETURNING user_id""",
        run._asdict(),
    )
    return user_id is not None


async def insert_part(connection: Connection, run: Run, number: int, data: bytes) -> bool:
    """Add a part, and return whether the run is still that of the export."""
    inserted = await connection.fetch_val(
        """INSERT INTO export_parts (user_id, token, number, data)
           SELECT user_id, token, CAST(:number AS INTEGER), :data FROM exports
            WHERE user_id = :user_id AND job_id = :job_id AND token = :token
        RETURNING number""",
        {**run._asdict(), "number": number, "data": data},
    )
    return inserted is not None


async def finish_run(connection: Connection, run: Run, size: int) -> datetime | None:
    """Mark the export as ready, and return when it was asked for.

    Return None if the run is no longer that of the export.
    """
    row: Any = await connection.fetch_first(
        """UPDATE exports SET ready_at = :now, size = :size
            WHERE user_id = :user_id AND job_id = :job_id AND token = :token AND ready_at IS NULL
        RETURNING created_at""",
        {**run._asdict(), "now": datetime.now(UTC), "size": size},
    )
    return row["created_at"] if row else None


async def select_part(connection: Connection, export: StoredExport, number: int) -> bytes | None:
    """Return a part, or None if the export has been replaced or deleted."""
    data: bytes | None = await connection.fetch_val(
        """SELECT data FROM export_parts
            WHERE user_id = :user_id AND token = :token AND number = :number""",
        {"user_id": export.user_id, "token": export.token, "number": number},
    )
    return data


async def delete_export(connection: Connection, user_id: str) -> str | None:
    """Delete an export without its parts, and return its job, or None if there was no export."""
    job_id: str | None = await connection.fetch_val(
        "DELETE FROM exports WHERE user_id = :user_id RETURNING job_id", {"user_id": user_id}
    )
    return job_id


async def delete_export_and_parts(user_id: str) -> None:
    async with connect() as connection:
        await delete_export(connection, user_id)
    await delete_stray_parts(user_id)


async def delete_expired_exports() -> None:
    # On PostgreSQL, the last condition is read again if the person asked anew in the meantime.
    await delete_in_batches(
        """DELETE FROM exports
            WHERE user_id IN (SELECT user_id FROM exports WHERE created_at < :before
                               ORDER BY created_at LIMIT :batch)
              AND created_at < :before
        RETURNING user_id""",
        {"before": datetime.now(UTC) - KEEP},
    )
    await delete_stray_parts()


async def delete_stray_parts(user_id: str = "") -> None:
    """Delete the parts of users, or of one, that belong to no export or to an earlier run."""
    of_user = "parts.user_id = :user_id AND" if user_id else ""
    await delete_in_batches(
        f"""DELETE FROM export_parts
             WHERE (user_id, token, number) IN
                   (SELECT user_id, token, number FROM export_parts AS parts
                     WHERE {of_user} NOT EXISTS
                           (SELECT 1 FROM exports
                             WHERE exports.user_id = parts.user_id AND exports.token = parts.token)
                     LIMIT :batch)
         RETURNING number""",
        {"user_id": user_id} if user_id else {},
    )
