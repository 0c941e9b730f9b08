"""Changes of jobs that pages, the API and commands make. The pages that show a job are told."""

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
    async with connect() as connection:
        is_queued = await queries.retry_jobs(connection, condition, id=job_id) > 0
    if is_queued:
        await publish_change(job_id)
    return is_queued


async def retry_failed_jobs(kind: str | None = None) -> int:
    """Queue all jobs again that were given up, or those of a kind. Return how many there were.

    There may be thousands, so pages are told only when each of them goes on.
    """
    condition = "state = 'failed' AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind)"
    async with connect() as connection:
        return await queries.retry_jobs(connection, condition, kind=kind)
