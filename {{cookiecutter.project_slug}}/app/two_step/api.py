"""The JSON API of two-step login: set up an authenticator app, confirm it, remove it."""

from datetime import timedelta

from quart import Blueprint
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import document_response, tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import Conflict, NotFound

from app.accounts.login import count_own_attempt
from app.accounts.own_password import fresh_login_required
from app.accounts.sessions import current_user
from app.two_step import codes
from app.two_step.models import AuthenticatorOffer, AuthenticatorState, Code, RecoveryCodes
from app.web.errors import Problem, refuse_field
from app.web.schemes import session_only

blueprint = Blueprint("two_step_api", __name__, url_prefix="/api/users/me/authenticator")
tag_blueprint(blueprint, ["Two-step login"])
session_only(blueprint)


@blueprint.get("")
@login_required
@validate_response(AuthenticatorState)
async def show_authenticator() -> AuthenticatorState:
    """Show whether two-step login is on."""
    return await codes.describe_authenticator(current_user.user)


@blueprint.post("")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
@validate_response(AuthenticatorOffer, 201)
@document_response(Problem, 409)
async def create_authenticator() -> tuple[AuthenticatorOffer, int]:
    """Set up an authenticator app. It has no effect until you confirm it with one of its codes."""
    offer = await codes.offer_authenticator(current_user.user)
    if offer is None:
        raise Conflict("You already have an authenticator app. Remove it first.")
    return offer, 201


@blueprint.post("/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(Code)
@validate_response(RecoveryCodes)
@document_response(Problem, 409)
async def confirm_authenticator(data: Code) -> RecoveryCodes:
    """Turn two-step login on. The answer shows your recovery codes, only this once.

    From now on, a login without a valid `code` is answered with 401 and the type
    `/problems/code-required`.
    """
    user = current_user.user
    await count_own_attempt(user)
    if await codes.find_offered_secret(user) is None:
        raise Conflict("There is no authenticator app to confirm.")
    recovery_codes = await codes.confirm_authenticator(user, data.code)
    if recovery_codes is None:
        raise refuse_field("code", codes.WRONG_CODE)
    return RecoveryCodes(recovery_codes)


@blueprint.post("/recovery-codes")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
@validate_response(RecoveryCodes, 201)
@document_response(Problem, 404)
async def renew_recovery_codes() -> tuple[RecoveryCodes, int]:
    """Get new recovery codes, shown only this once. The old ones no longer work."""
    recovery_codes = await codes.renew_recovery_codes(current_user.user)
    if recovery_codes is None:
        raise NotFound("You have no authenticator app.")
    return RecoveryCodes(recovery_codes), 201


@blueprint.delete("")
@fresh_login_required
@document_response(Problem, 404)
async def remove_authenticator() -> tuple[str, int]:
    """Turn two-step login off, and delete the recovery codes."""
    if not await codes.remove_authenticator(current_user.user):
        raise NotFound("You have no authenticator app.")
    return "", 204
