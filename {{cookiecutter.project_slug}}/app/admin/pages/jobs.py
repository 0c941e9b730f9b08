"""The page that shows jobs, for admins. It does not show their arguments."""

from collections.abc import Awaitable
from datetime import UTC, datetime
from uuid import UUID

from quart import Response, flash, redirect, url_for
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import Conflict, NotFound

from app.accounts.sessions import admin_required, current_user
from app.admin import jobs
from app.admin.pages import blueprint
from app.db import connect
from app.jobs.changes import retry_failed_jobs
from app.jobs.queries import MAX_SHOWN, JobState, count_jobs, select_jobs
from app.pages.rendering import is_for_part, render_part

RETRIED = "We will try again within seconds. A job that fails for good comes back here."
CANCELED = "The job is canceled. If it was running, it ends within seconds. You can try it again."


@blueprint.get("/jobs")
@admin_required
async def show_jobs() -> Response:
    return await render_jobs()


@blueprint.post("/jobs/retry")
@admin_required
async def retry_every_job() -> ResponseReturnValue:
    return await answer_change(retry_failed_jobs(), RETRIED)


@blueprint.post("/jobs/<uuid:job_id>/retry")
@admin_required
async def retry_job(job_id: UUID) -> ResponseReturnValue:
    return await answer_change(jobs.retry_job(str(job_id)), RETRIED)


@blueprint.post("/jobs/<uuid:job_id>/cancel")
@admin_required
async def cancel_job(job_id: UUID) -> ResponseReturnValue:
    return await answer_change(jobs.cancel_job(str(job_id)), CANCELED)


async def answer_change(change: Awaitable[object], outcome: str) -> ResponseReturnValue:
    """Show the jobs as they are now, also if the change comes too late."""
    try:
        await change
    except (Conflict, NotFound) as error:
        await flash(str(error.description), "refused")
    else:
        await flash(outcome, "done")
    if is_for_part():
        return await render_jobs()
    return redirect(url_for("admin_pages.show_jobs"), 303)


async def render_jobs() -> Response:
    async with connect() as connection:
        counts = await count_jobs(connection)
        shown = {
            state: await select_jobs(connection, state)
            for state in ("running", "failed", "waiting", "canceled")
        }
    now = datetime.now(UTC)
    return await render_part(
        "admin/jobs.html",
        "admin/_jobs.html",
        counts=counts,
        jobs=shown,
        shown=MAX_SHOWN,
        changes_soon=shown["running"] or any(is_due(job, now) for job in shown["waiting"]),
        zone=current_user.user.time_zone,
    )


def is_due(job: JobState, now: datetime) -> bool:
    return job.due_at is not None and job.due_at <= now
