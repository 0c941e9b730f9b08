"""The JSON API of passkeys: add them, list them, log in with one."""

from datetime import timedelta
from uuid import UUID

from quart import Blueprint
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import document_response, tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import BadRequest, NotFound, Unauthorized

from app.accounts.models import User
from app.accounts.own_password import fresh_login_required
from app.accounts.sessions import current_user, start_session
from app.passkeys import ceremonies
from app.passkeys.models import (
    CreationOptions,
    NewPasskey,
    Passkey,
    PasskeyList,
    PasskeyLogin,
    RequestOptions,
)
from app.passkeys.relying_party import require_relying_party
from app.web.errors import Problem
from app.web.schemes import session_only
from app.web.security import public

blueprint = Blueprint("passkeys_api", __name__, url_prefix="/api")
tag_blueprint(blueprint, ["Passkeys"])
session_only(blueprint)

NOT_ADDED = "This passkey could not be added. Try again."
NOT_LOGGED_IN = "You can't log in with this passkey. Try again, or log in with your password."


@blueprint.post("/passkeys/options")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
@validate_response(CreationOptions)
@document_response(Problem, 400)
async def create_passkey_options() -> CreationOptions:
    """Start to add a passkey. Pass the answer to `navigator.credentials.create()`.

    It works once and expires in 5 minutes.
    """
    return await ceremonies.offer_passkey(current_user.user, require_relying_party())


@blueprint.post("/passkeys")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(NewPasskey)
@validate_response(Passkey, 201)
async def create_passkey(data: NewPasskey) -> tuple[Passkey, int]:
    """Add the passkey that `navigator.credentials.create()` returned."""
    passkey = await ceremonies.add_passkey(current_user.user, data, require_relying_party())
    if passkey is None:
        raise BadRequest(NOT_ADDED)
    return passkey, 201


@blueprint.get("/passkeys")
@login_required
@validate_response(PasskeyList)
async def list_passkeys() -> PasskeyList:
    """List your passkeys."""
    return PasskeyList(await ceremonies.list_passkeys(current_user.user))


@blueprint.delete("/passkeys/<uuid:passkey_id>")
@fresh_login_required
async def delete_passkey(passkey_id: UUID) -> tuple[str, int]:
    """Delete a passkey. You can no longer log in with it."""
    if not await ceremonies.delete_passkey(current_user.user, str(passkey_id)):
        raise NotFound("You have no such passkey.")
    return "", 204


@blueprint.post("/sessions/passkey/options")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_response(RequestOptions)
@document_response(Problem, 400)
async def create_login_options() -> RequestOptions:
    """Start to log in. Pass the answer to `navigator.credentials.get()`.

    It works once and expires in 5 minutes.
    """
    return await ceremonies.offer_login(require_relying_party())


@blueprint.post("/sessions/passkey")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(PasskeyLogin)
@validate_response(User, 201)
@document_response(Problem, 401)
async def create_passkey_session(data: PasskeyLogin) -> tuple[User, int]:
    """Log in with the passkey that `navigator.credentials.get()` returned."""
    user = await ceremonies.finish_login(data.credential, require_relying_party())
    if user is None:
        raise Unauthorized(NOT_LOGGED_IN)
    await start_session(user, detail="with a passkey")
    return user, 201
