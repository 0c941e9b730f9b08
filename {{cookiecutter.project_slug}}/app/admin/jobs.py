"""Changes that admins make to jobs."""

from typing import NoReturn

from werkzeug.exceptions import Conflict, NotFound

from app.db import connect
from app.jobs import changes, queries


async def retry_job(job_id: str) -> None:
    """Raise `Conflict` if the job was neither given up nor canceled, `NotFound` without it."""
    if not await changes.retry_job(job_id):
        await refuse_change(job_id, "This job was not given up or canceled.")


async def cancel_job(job_id: str) -> None:
    """Raise `Conflict` if the job neither waits nor runs, `NotFound` if there is none."""
    if not await changes.cancel_job(job_id):
        await refuse_change(job_id, "This job has already ended.")


async def refuse_change(job_id: str, reason: str) -> NoReturn:
    async with connect() as connection:
        job = await queries.select_job(connection, job_id)
    raise Conflict(reason) if job else NotFound("This job does not exist.")
