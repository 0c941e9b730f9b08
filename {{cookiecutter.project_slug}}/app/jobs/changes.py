"""What people do to jobs: cancel them, and try them again."""

from datetime import UTC, datetime
from typing import Any

from app.db import connect
from app.jobs.progress import publish_change

RETRY = """state = 'waiting', due_at = :now, changed_at = :now, started_at = NULL, ended_at = NULL,
           attempts = 0, done = 0, total = 0"""


async def cancel_job(job_id: str) -> bool:
    """Cancel a job that waits or runs, and return whether it did. Undo nothing that it has done.

    If it runs, its process notices within seconds.
    """
    changes = "state = 'canceled', due_at = NULL, ended_at = :now"
    return await change_job(job_id, changes, "due_at IS NOT NULL")


async def retry_job(job_id: str) -> bool:
    """Queue a job again that was given up or canceled, and return whether it was."""
    return await change_job(job_id, RETRY, "state IN ('failed', 'canceled')")


async def retry_failed_jobs(kind: str | None = None) -> int:
    """Queue all jobs again that were given up, or those of a kind. Return how many there were."""
    condition = "state = 'failed' AND (CAST(:kind AS TEXT) IS NULL OR kind = :kind)"
    return len(await update_jobs(RETRY, condition, kind=kind))


async def change_job(job_id: str, changes: str, condition: str) -> bool:
    """Change a job that meets a condition, and tell the pages that show it."""
    if not await update_jobs(changes, f"id = :id AND {condition}", id=job_id):
        return False
    await publish_change(job_id)
    return True


async def update_jobs(changes: str, condition: str, **values: Any) -> list[Any]:
    async with connect() as connection:
        return await connection.fetch_all(
            f"UPDATE jobs SET {changes} WHERE {condition} RETURNING id",  # noqa: S608, from above
            {"now": datetime.now(UTC), **values},
        )
