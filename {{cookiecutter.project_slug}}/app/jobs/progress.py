"""The progress of the job that runs, which pages show while they listen to its topic."""

from asyncio import CancelledError
from contextvars import ContextVar
from time import monotonic

from quart import current_app

from app.db import connect
from app.jobs import queries
from app.jobs.queries import Claim

# How often progress is saved and shown.
SECONDS = 0.5


class CurrentJob:
    """The job that this coroutine runs, and when it last told its progress."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.told_at = float("-inf")


current_job: ContextVar[CurrentJob] = ContextVar("current_job")


async def report_progress(done: int, total: int) -> None:
    """Save how much of the current job is done, twice a second at most.

    Raise `CancelledError` if the job was canceled, so do not catch that.
    """
    job = current_job.get()
    if monotonic() - job.told_at < SECONDS:
        return
    job.told_at = monotonic()
    async with connect() as connection:
        is_ours = await queries.update_progress(connection, job.claim, done, total)
    if not is_ours:
        raise CancelledError("The job was canceled.")
    await publish_change(job.claim.id)


def name_topic(job_id: str) -> str:
    return f"job:{job_id}"


async def publish_change(job_id: str) -> None:
    """Tell the pages that show a job that it has changed."""
    await current_app.extensions["LIVE"].publish_event(name_topic(job_id), "changed")
