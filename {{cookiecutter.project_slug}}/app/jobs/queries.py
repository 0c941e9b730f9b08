"""The SQL of jobs.

A job has a `due_at` while it waits or runs. While it runs, that is the end of its lease, which the
process renews. If the process dies, the job is due again when the lease ends. Each claim of a job
has a token of its own, so that a process can tell whether the job is still its own.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from msgspec import Struct
from quart import current_app

from app.db import Connection, connect
from app.db.batches import delete_in_batches
from app.tracing import find_traceparent

LEASE = timedelta(seconds=30)
KEEP_DONE, KEEP_OTHERS = timedelta(days=7), timedelta(days=90)
MAX_SHOWN = 50
# How far the clocks of several servers may differ.
TOLERANCE = timedelta(minutes=1)
COLUMNS = """id, kind, state, created_at, due_at, started_at, ended_at,
             attempts, done, total, error"""


class Claim(NamedTuple):
    """A job that no other process runs until the lease ends."""

    id: str
    kind: str
    arguments: str
    attempts: int
    token: str
    traceparent: str


class JobState(Struct):
    """A job as people see it. `total` is 0 if it has not told how much there is to do.

    Its arguments are left out, because they may say something about a person.
    """

    id: str
    kind: str
    state: str
    created_at: datetime
    due_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    attempts: int
    done: int
    total: int
    error: str


class JobCounts(Struct):
    """The number of jobs of a kind in each state. Those that are done are not counted."""

    kind: str
    waiting: int = 0
    running: int = 0
    failed: int = 0
    canceled: int = 0


async def insert_job(connection: Connection, kind: str, arguments: str) -> str:
    job_id = str(uuid4())
    await connection.execute(
        """INSERT INTO jobs (id, kind, arguments, state, created_at, due_at, changed_at, attempts,
                             done, total, error, traceparent)
           VALUES (:id, :kind, :arguments, 'waiting', :now, :now, :now, 0, 0, 0, '',
                   :traceparent)""",
        {"id": job_id, "kind": kind, "arguments": arguments, "now": datetime.now(UTC)}
        | {"traceparent": find_traceparent()},
    )
    return job_id


async def claim_jobs(connection: Connection, kind: str, limit: int) -> list[Claim]:
    """Claim jobs that are due, so that no other process claims them until the lease ends."""
    now = datetime.now(UTC)
    # On SQLite, an UPDATE waits for all others even if it changes nothing.
    is_due = "SELECT id FROM jobs WHERE kind = :kind AND due_at <= :now LIMIT 1"
    if await connection.fetch_first(is_due, {"kind": kind, "now": now}) is None:
        return []
    # On PostgreSQL, a second process waits here for the first. Then the last condition is no longer
    # true, so that each job is claimed only once, as on SQLite.
    rows = await connection.fetch_all(
        """UPDATE jobs
              SET state = 'running', due_at = :lease_until, changed_at = :now, started_at = :now,
                  token = :token
            WHERE id IN (SELECT id FROM jobs WHERE kind = :kind AND due_at <= :now
                          ORDER BY due_at LIMIT :limit)
              AND due_at <= :now
        RETURNING id, kind, arguments, attempts, token, traceparent""",
        {"kind": kind, "now": now, "lease_until": now + LEASE}
        | {"token": str(uuid4()), "limit": limit},
    )
    return [Claim(**row) for row in rows]


async def update_own(connection: Connection, claim: Claim, changes: str, **values: Any) -> bool:
    """Change a job, and return whether it is still this claim's.

    Otherwise it was canceled, has ended or is another's, and nothing is changed.
    """
    job_id = await connection.fetch_val(
        f"""UPDATE jobs SET {changes}
             WHERE id = :id AND token = :token AND state = 'running'
         RETURNING id""",
        {"id": claim.id, "token": claim.token, **values},
    )
    return job_id is not None


async def renew_lease(connection: Connection, claim: Claim) -> bool:
    now = datetime.now(UTC)
    changes = "due_at = :lease_until, changed_at = :now"
    return await update_own(connection, claim, changes, now=now, lease_until=now + LEASE)


async def update_progress(connection: Connection, claim: Claim, done: int, total: int) -> bool:
    changes = "done = :done, total = :total"
    return await update_own(connection, claim, changes, done=done, total=total)


async def update_done(connection: Connection, claim: Claim) -> None:
    """Mark the job as done, even if another process has claimed it since: the work is done."""
    await connection.execute(
        """UPDATE jobs
              SET state = 'done', due_at = NULL, ended_at = :now, attempts = attempts + 1,
                  done = total, error = ''
            WHERE id = :id AND state <> 'done'""",
        {"id": claim.id, "now": datetime.now(UTC)},
    )


async def update_failed(
    connection: Connection, claim: Claim, error: str, delay: timedelta | None
) -> bool:
    """Save why an attempt failed, and wait for the next one. Without `delay`, give the job up."""
    now = datetime.now(UTC)
    return await update_own(
        connection,
        claim,
        """state = :state, due_at = :due_at, changed_at = :now, ended_at = :ended_at,
           attempts = attempts + 1, error = :error""",
        state="failed" if delay is None else "waiting",
        due_at=None if delay is None else now + delay,
        now=now,
        ended_at=now if delay is None else None,
        error=error,
    )


async def release_job(connection: Connection, claim: Claim) -> bool:
    """Let other processes have the job immediately, because this one stops."""
    changes = "state = 'waiting', due_at = :now, changed_at = :now"
    return await update_own(connection, claim, changes, now=datetime.now(UTC))


async def cancel_job(connection: Connection, job_id: str) -> bool:
    """Cancel a job that waits or runs, and return whether it did. Undo nothing that it has done.

    After the transaction, call `publish_change`, unless you use `app.jobs.changes`.
    """
    canceled = await connection.fetch_val(
        """UPDATE jobs SET state = 'canceled', due_at = NULL, ended_at = :now
            WHERE id = :id AND due_at IS NOT NULL
        RETURNING id""",
        {"id": job_id, "now": datetime.now(UTC)},
    )
    return canceled is not None


async def retry_jobs(connection: Connection, condition: str, **values: Any) -> int:
    """Queue the jobs that meet a condition again, and return how many there were."""
    rows = await connection.fetch_all(
        f"""UPDATE jobs
               SET state = 'waiting', due_at = :now, changed_at = :now, started_at = NULL,
                   ended_at = NULL, attempts = 0, done = 0, total = 0
             WHERE {condition}
         RETURNING id""",
        {"now": datetime.now(UTC), **values},
    )
    return len(rows)


async def correct_times() -> None:
    """Let jobs begin now that got their time before the clock was set back."""
    now = datetime.now(UTC)
    async with connect() as connection:
        await connection.execute(
            """UPDATE jobs SET due_at = :now, changed_at = :now
                WHERE due_at IS NOT NULL AND changed_at > :future""",
            {"now": now, "future": now + TOLERANCE},
        )


async def delete_old_jobs() -> None:
    """Delete jobs some time after they ended: sooner those that are done."""
    for state, kept in (
        ("= 'done'", KEEP_DONE),
        ("IN ('failed', 'canceled')", KEEP_OTHERS),
    ):
        await delete_in_batches(
            f"""DELETE FROM jobs
                 WHERE id IN (SELECT id FROM jobs WHERE state {state} AND ended_at < :before
                               ORDER BY ended_at LIMIT :batch)
             RETURNING id""",
            {"before": datetime.now(UTC) - kept},
        )


async def select_jobs(connection: Connection, state: str) -> list[JobState]:
    """Return the newest jobs in a state. Those that are done are not listed."""
    rows = await connection.fetch_all(
        f"""SELECT {COLUMNS} FROM jobs WHERE state = :state AND state <> 'done'
             ORDER BY created_at DESC, id DESC LIMIT :limit""",
        {"state": state, "limit": MAX_SHOWN},
    )
    return [JobState(**row) for row in rows]


async def select_job(connection: Connection, job_id: str) -> JobState | None:
    row: Any = await connection.fetch_first(
        f"SELECT {COLUMNS} FROM jobs WHERE id = :id", {"id": job_id}
    )
    return JobState(**row) if row else None


async def count_jobs(connection: Connection) -> list[JobCounts]:
    """Return the numbers of jobs of each kind, in the order of their names."""
    # Most jobs are done. There is an index of the others.
    rows = await connection.fetch_all(
        """SELECT kind,
                  count(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,
                  count(CASE WHEN state = 'running' THEN 1 END) AS running,
                  count(CASE WHEN state = 'failed' THEN 1 END) AS failed,
                  count(CASE WHEN state = 'canceled' THEN 1 END) AS canceled
             FROM jobs
            WHERE state <> 'done'
            GROUP BY kind"""
    )
    counts = {kind: JobCounts(kind) for kind in current_app.extensions["JOBS"]}
    counts |= {row["kind"]: JobCounts(**row) for row in rows}
    return [counts[kind] for kind in sorted(counts)]
