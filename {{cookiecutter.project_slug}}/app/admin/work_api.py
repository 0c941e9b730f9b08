"""The JSON API for admins: the work in the background, which is jobs, mail and periodic tasks."""

from uuid import UUID

from quart_schema import (
    document_response,
    validate_querystring,
    validate_request,
    validate_response,
)

from app.accounts.sessions import admin_required
from app.admin import jobs
from app.admin.api import blueprint
from app.admin.models import JobKinds, JobList, JobQuery, JobRetry, Numbers, Outbox, TaskList
from app.admin.numbers import read_numbers
from app.db import connect
from app.jobs.changes import retry_failed_jobs
from app.jobs.queries import count_jobs, select_jobs
from app.mail.messages import count_mail, select_unsent_mail
from app.task_runs import list_task_states
from app.web.errors import Problem


@blueprint.get("/numbers")
@admin_required
@validate_response(Numbers)
@document_response(Problem, 403)
async def show_numbers() -> Numbers:
    """Show how many people there are, and how mail, jobs and periodic tasks are doing."""
    return await read_numbers()


@blueprint.get("/outbox")
@admin_required
@validate_response(Outbox)
@document_response(Problem, 403)
async def show_outbox() -> Outbox:
    """Show the mail that waits or was given up, newest first, without its text.

    To try to send a message again, run its job again.
    """
    async with connect() as connection:
        return Outbox(
            await count_mail(connection),
            await select_unsent_mail(connection, given_up=True),
            await select_unsent_mail(connection, given_up=False),
        )


@blueprint.get("/tasks")
@admin_required
@validate_response(TaskList)
@document_response(Problem, 403)
async def list_tasks() -> TaskList:
    """List the periodic tasks, with their last run and their next."""
    return TaskList(await list_task_states())


@blueprint.get("/jobs")
@admin_required
@validate_querystring(JobQuery)
@validate_response(JobList)
@document_response(Problem, 403)
async def list_jobs(query_args: JobQuery) -> JobList:
    """List the jobs in a state, newest first.

    Jobs that are done are not listed. Others are deleted 90 days after they ended.
    """
    async with connect() as connection:
        return JobList(await select_jobs(connection, query_args.state))


@blueprint.get("/jobs/counts")
@admin_required
@validate_response(JobKinds)
@document_response(Problem, 403)
async def show_job_counts() -> JobKinds:
    """Count the jobs of each kind, except those that are done."""
    async with connect() as connection:
        return JobKinds(await count_jobs(connection))


@blueprint.post("/jobs/retry")
@admin_required
@validate_request(JobRetry)
@document_response(Problem, 403)
async def retry_jobs(data: JobRetry) -> tuple[str, int]:
    """Run all jobs again that failed, or those of a kind."""
    await retry_failed_jobs(data.kind)
    return "", 204


@blueprint.post("/jobs/<uuid:job_id>/retry")
@admin_required
@document_response(Problem, 403)
@document_response(Problem, 404)
@document_response(Problem, 409)
async def retry_job(job_id: UUID) -> tuple[str, int]:
    """Run a job again that failed or was canceled.

    It begins within a second, or when others of its kind have ended.
    """
    await jobs.retry_job(str(job_id))
    return "", 204


@blueprint.delete("/jobs/<uuid:job_id>")
@admin_required
@document_response(Problem, 403)
@document_response(Problem, 404)
@document_response(Problem, 409)
async def cancel_job(job_id: UUID) -> tuple[str, int]:
    """Cancel a job that waits or runs.

    If it runs, it ends within seconds. It undoes nothing, and you can run it again.
    """
    await jobs.cancel_job(str(job_id))
    return "", 204
