"""Changes of jobs that pages, the API and commands make. The pages that show a job are told."""

from datetime import UTC, datetime
from typing import Any

from app.db import connect
from app.jobs import queries
from app.jobs.progress import publish_change


async def cancel_job(job_id: str) -> bool:
    """Cancel a job that waits or runs, and return whether it did.

    If it runs, its process notices within seconds.
    """
    async with connect() as connection:
        is_canceled = await queries.cancel_job(connection, job_id)
    if is_canceled:
        await publish_change(job_id)
    return is_canceled


async def retry_job(job_id: str) -> bool:
    """Queue a job again that was given up or canceled, and return whether it was."""
    condition = "id = :id AND state IN ('failed', 'canceled')"
    is_queued = await retry_jobs(condition, id=job_id) > 0
    if is_queued:
        await publish_change(job_id)
    return is_queued


async def retry_failed_jobs(kind: str | None = None) -> int:
    """Queue all jobs again that were given up, or those of a kind. Return how many there were.

    There may be thousands, so pages are told only when each of them goes on.
    """
    condition = "state = 'failed' AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind)"
    return await retry_jobs(condition, kind=kind)


async def retry_jobs(condition: str, **values: Any) -> int:
    async with connect() as connection:
        rows = await connection.fetch_all(
            f"""UPDATE jobs
                   SET state = 'waiting', due_at = :now, changed_at = :now, started_at = NULL,
                       ended_at = NULL, attempts = 0, done = 0, total = 0
                 WHERE {condition}
             RETURNING id""",  # noqa: S608, from above
            {"now": datetime.now(UTC), **values},
        )
    return len(rows)
