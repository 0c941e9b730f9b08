"""The JSON API of accounts."""

from datetime import timedelta

from quart import Blueprint
from quart_auth import login_required
from quart_cors import cors
from quart_rate_limiter import limit_blueprint, rate_limit
from quart_schema import document_response, tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import Conflict, Unauthorized

from app.accounts.credentials import authenticate, register
from app.accounts.models import Credentials, NewUser, User
from app.accounts.sessions import current_user, delete_account, end_session, start_session
from app.errors import Problem
from app.security import public

blueprint = cors(Blueprint("accounts_api", __name__, url_prefix="/api"))
limit_blueprint(blueprint, 300, timedelta(minutes=1))
tag_blueprint(blueprint, ["Accounts"])


@blueprint.post("/users")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(NewUser)
@validate_response(User, 201)
@document_response(Problem, 409)
async def create_user(data: NewUser) -> tuple[User, int]:
    """Register. Refused with 409 where the address has an account."""
    user = await register(data)
    if user is None:
        raise Conflict("This e-mail address has an account. Log in instead.")
    return user, 201


@blueprint.get("/users/me")
@login_required
@validate_response(User)
async def show_user() -> User:
    """Who is logged in."""
    return current_user.user


@blueprint.delete("/users/me")
@login_required
async def delete_user() -> tuple[str, int]:
    """Delete the account and everything in it."""
    await delete_account()
    return "", 204


@blueprint.post("/sessions")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Credentials)
@validate_response(User, 201)
@document_response(Problem, 401)
async def create_session(data: Credentials) -> tuple[User, int]:
    """Log in: the answer sets the session's cookie."""
    user = await authenticate(data)
    if user is None:
        raise Unauthorized("The e-mail address or the password is wrong.")
    await start_session(user)
    return user, 201


@blueprint.delete("/sessions/current")
@login_required
async def delete_session() -> tuple[str, int]:
    """Log out."""
    await end_session()
    return "", 204
