"""The pages that show admins the outbox and the periodic tasks."""

from uuid import UUID

from quart import Response, flash, redirect, url_for
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.accounts.sessions import admin_required, current_user
from app.admin.pages import blueprint
from app.db import connect
from app.jobs.changes import retry_failed_jobs, retry_job
from app.mail.messages import MAX_SHOWN, count_mail, select_unsent_mail
from app.pages.rendering import is_for_part, render_part
from app.task_runs import list_task_states

RETRIED = "We will try again within seconds. Mail that is refused for good comes back here."


@blueprint.get("/outbox")
@admin_required
async def show_outbox() -> Response:
    return await render_outbox()


@blueprint.post("/outbox/retry")
@admin_required
async def retry_every_mail() -> ResponseReturnValue:
    await retry_failed_jobs("deliver-mail")
    return await answer_retry()


@blueprint.post("/outbox/<uuid:job_id>/retry")
@admin_required
async def retry_mail(job_id: UUID) -> ResponseReturnValue:
    if not await retry_job(str(job_id)):
        raise NotFound("We have not given up on this mail.")
    return await answer_retry()


@blueprint.get("/tasks")
@admin_required
async def show_tasks() -> Response:
    return await render_part(
        "admin/tasks.html",
        "admin/_tasks.html",
        tasks=await list_task_states(),
        zone=current_user.user.time_zone,
    )


async def answer_retry() -> ResponseReturnValue:
    await flash(RETRIED, "done")
    if is_for_part():
        return await render_outbox()
    return redirect(url_for("admin_pages.show_outbox"), 303)


async def render_outbox() -> Response:
    async with connect() as connection:
        counts = await count_mail(connection)
        given_up = await select_unsent_mail(connection, given_up=True)
        waiting = await select_unsent_mail(connection, given_up=False)
    return await render_part(
        "admin/outbox.html",
        "admin/_outbox.html",
        counts=counts,
        given_up=given_up,
        waiting=waiting,
        shown=MAX_SHOWN,
        zone=current_user.user.time_zone,
    )
