"""The JSON API of sessions: log in and out, on this device and on others."""

from datetime import timedelta
from uuid import UUID

from quart import Blueprint
from quart_auth import login_required, logout_user
from quart_cors import cors
from quart_rate_limiter import limit_blueprint, rate_limit
from quart_schema import document_response, tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import NotFound, Unauthorized

from app.accounts import sessions
from app.accounts.credentials import WRONG_CREDENTIALS, authenticate
from app.accounts.models import Credentials, SessionList, User
from app.accounts.sessions import current_user
from app.errors import Problem
from app.security import public

blueprint = cors(Blueprint("sessions_api", __name__, url_prefix="/api/sessions"))
limit_blueprint(blueprint, 300, timedelta(minutes=1))
tag_blueprint(blueprint, ["Sessions"])


@blueprint.post("")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(Credentials)
@validate_response(User, 201)
@document_response(Problem, 401)
async def create_session(data: Credentials) -> tuple[User, int]:
    """Log in: the answer sets the session's cookie.

    Where the account has a second factor, 401 with the type `/problems/code-required` asks for
    the same again with a `code`.
    """
    found = await authenticate(data)
    if found is None:
        raise Unauthorized(WRONG_CREDENTIALS)
    user, password_hash = found
    await sessions.start_session(user, password_hash)
    return user, 201


@blueprint.get("")
@login_required
@validate_response(SessionList)
async def list_sessions() -> SessionList:
    """List the devices on which you are logged in."""
    return SessionList(await sessions.list_sessions())


@blueprint.delete("")
@login_required
async def delete_other_sessions() -> tuple[str, int]:
    """Log out everywhere else."""
    await sessions.end_other_sessions()
    return "", 204


@blueprint.delete("/current")
@login_required
async def delete_current_session() -> tuple[str, int]:
    """Log out."""
    await sessions.end_session()
    return "", 204


@blueprint.delete("/<uuid:session_id>")
@login_required
async def delete_session(session_id: UUID) -> tuple[str, int]:
    """Log out one device."""
    if not await sessions.end_session_of_user(str(session_id)):
        raise NotFound("You have no such session.")
    if str(session_id) == current_user.session_id:
        logout_user()
    return "", 204
