"""The JSON API for admins: who has an account, and what they may do."""

from uuid import UUID

from quart import Blueprint
from quart_schema import (
    document_response,
    tag_blueprint,
    validate_querystring,
    validate_request,
    validate_response,
)

from app.accounts.models import User
from app.accounts.sessions import admin_required
from app.admin import people
from app.admin.models import UserChange, UserList, UserQuery
from app.web.errors import Problem

blueprint = Blueprint("admin_api", __name__, url_prefix="/api/users")
tag_blueprint(blueprint, ["Admin"])


@blueprint.get("")
@admin_required
@validate_querystring(UserQuery)
@validate_response(UserList)
@document_response(Problem, 403)
async def list_users(query_args: UserQuery) -> UserList:
    """List or search everybody, by address."""
    return await people.list_people(query_args)


@blueprint.patch("/<uuid:user_id>")
@admin_required
@validate_request(UserChange)
@validate_response(User)
@document_response(Problem, 403)
@document_response(Problem, 404)
@document_response(Problem, 409)
async def change_user(user_id: UUID, data: UserChange) -> User:
    """Disable or enable an account, make its owner an admin or a user.

    Who is disabled is logged out everywhere at once and cannot log in. 409 where you would disable
    yourself or stop being an admin: there is always one.
    """
    return await people.change_user(str(user_id), data)
