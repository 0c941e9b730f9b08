"""The JSON API for admins: who has an account."""

from datetime import timedelta

from quart import Blueprint
from quart_cors import cors
from quart_rate_limiter import limit_blueprint
from quart_schema import (
    document_response,
    tag_blueprint,
    validate_querystring,
    validate_response,
)

from app.accounts.models import UserList, UserQuery
from app.accounts.queries import select_users
from app.accounts.sessions import admin_required
from app.db import connect
from app.errors import Problem

blueprint = cors(Blueprint("admin_api", __name__, url_prefix="/api/users"))
limit_blueprint(blueprint, 300, timedelta(minutes=1))
tag_blueprint(blueprint, ["Admin"])


@blueprint.get("")
@admin_required
@validate_querystring(UserQuery)
@validate_response(UserList)
@document_response(Problem, 403)
async def list_users(query_args: UserQuery) -> UserList:
    """List or search everybody, by address."""
    async with connect() as connection:
        users = await select_users(
            connection, query_args.search.lower(), query_args.cursor, query_args.limit + 1
        )
    page = users[: query_args.limit]
    return UserList(page, page[-1].email if len(users) > len(page) else None)
