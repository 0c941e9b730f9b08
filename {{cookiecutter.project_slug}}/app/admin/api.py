"""The JSON API for admins: people and their accounts."""

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
from app.accounts.factors import list_factors
from app.accounts.models import Activity, ActivityQuery, Address, Notice, User
from app.accounts.registration import invite_person
from app.accounts.sessions import admin_required
from app.admin import people
from app.admin.models import FactorLabel, FactorList, UserChange, UserList, UserQuery
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


@blueprint.get("/users/<uuid:user_id>")
@admin_required
@validate_response(User)
@document_response(Problem, 403)
@document_response(Problem, 404)
async def show_person(user_id: UUID) -> User:
    """Show a user, also one who is disabled."""
    return await people.find_person(str(user_id))


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


@blueprint.get("/factors")
@admin_required
@validate_response(FactorList)
@document_response(Problem, 403)
async def show_factors() -> FactorList:
    """List what people of this app may log in with besides their password."""
    return FactorList([FactorLabel(name, each.label) for name, each in list_factors().items()])


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
