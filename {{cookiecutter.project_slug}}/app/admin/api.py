"""The JSON API for admins: people and their accounts, and jobs."""

from uuid import UUID

from quart import Blueprint
from quart_schema import (
    document_response,
    tag_blueprint,
    validate_querystring,
    validate_request,
    validate_response,
)

from app.accounts.activity import list_activity
from app.accounts.models import Activity, ActivityQuery, Address, Notice, User
from app.accounts.registration import invite_person
from app.accounts.sessions import admin_required
from app.admin import jobs, people
from app.admin.models import JobList, JobQuery, UserChange, UserList, UserQuery
from app.db import connect
from app.jobs.queries import select_jobs
from app.web.errors import Problem

blueprint = Blueprint("admin_api", __name__, url_prefix="/api")
tag_blueprint(blueprint, ["Admin"])


@blueprint.get("/users")
@admin_required
@validate_querystring(UserQuery)
@validate_response(UserList)
@document_response(Problem, 403)
async def list_users(query_args: UserQuery) -> UserList:
    """List or search all users, sorted by email address."""
    return await people.list_people(query_args)


@blueprint.post("/invitations")
@admin_required
@validate_request(Address)
@validate_response(Notice, 202)
@document_response(Problem, 403)
@document_response(Problem, 409)
async def create_invitation(data: Address) -> tuple[Notice, int]:
    """Invite a person by email.

    The token in it creates their account at `/api/users/confirm`, also where sign-up is by
    invitation only. It works for 7 days.
    """
    await invite_person(data.email)
    return Notice(f"We sent an invitation to {data.email}."), 202


@blueprint.patch("/users/<uuid:user_id>")
@admin_required
@validate_request(UserChange)
@validate_response(User)
@document_response(Problem, 403)
@document_response(Problem, 404)
@document_response(Problem, 409)
async def change_user(user_id: UUID, data: UserChange) -> User:
    """Disable or enable an account, or change its role.

    A disabled user is logged out everywhere immediately and cannot log in. You cannot disable your
    own account or give up your own admin role (409), so that there is always an admin.
    """
    return await people.change_user(str(user_id), data)


@blueprint.get("/users/<uuid:user_id>/activity")
@admin_required
@validate_querystring(ActivityQuery)
@validate_response(Activity)
@document_response(Problem, 403)
@document_response(Problem, 404)
async def list_activity_of_user(user_id: UUID, query_args: ActivityQuery) -> Activity:
    """List what happened to an account in the last 90 days, newest first."""
    await people.find_person(str(user_id))
    return await list_activity(str(user_id), query_args.cursor, query_args.limit, shows_actors=True)


@blueprint.delete("/users/<uuid:user_id>/factors/<name>")
@admin_required
@document_response(Problem, 403)
@document_response(Problem, 404)
async def remove_factor(user_id: UUID, name: str) -> tuple[str, int]:
    """Remove a factor that a person lost.

    They are logged out everywhere, told by email, and log in without it.
    """
    await people.remove_factor(str(user_id), name)
    return "", 204


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
