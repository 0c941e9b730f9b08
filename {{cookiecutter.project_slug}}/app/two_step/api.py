"""The JSON API of the second factor: enrol an authenticator app, confirm it, remove it."""

from datetime import timedelta

from quart import Blueprint
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import document_response, tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import Conflict, NotFound

from app.accounts.attempts import count_own_attempt
from app.accounts.own_password import OwnPassword, require_own_password
from app.accounts.sessions import current_user
from app.two_step import codes
from app.two_step.models import AuthenticatorOffer, AuthenticatorState, Code, RecoveryCodes
from app.web.errors import Problem, refuse_field

blueprint = Blueprint("two_step_api", __name__, url_prefix="/api/users/me/authenticator")
tag_blueprint(blueprint, ["Two-step login"])


@blueprint.get("")
@login_required
@validate_response(AuthenticatorState)
async def show_authenticator() -> AuthenticatorState:
    """Whether logging in takes a code."""
    return await codes.describe_authenticator(current_user.user)


@blueprint.post("")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(OwnPassword)
@validate_response(AuthenticatorOffer, 201)
@document_response(Problem, 403)
@document_response(Problem, 409)
async def create_authenticator(data: OwnPassword) -> tuple[AuthenticatorOffer, int]:
    """Enrol an authenticator app. It takes effect when one of its codes has confirmed it."""
    await require_own_password(data.password)
    offer = await codes.offer_authenticator(current_user.user)
    if offer is None:
        raise Conflict("You have an authenticator. Remove it first.")
    return offer, 201


@blueprint.post("/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(Code)
@validate_response(RecoveryCodes)
@document_response(Problem, 409)
async def confirm_authenticator(data: Code) -> RecoveryCodes:
    """Have logging in take a code from now on. The recovery codes are shown this once."""
    user = current_user.user
    await count_own_attempt(user.id)
    if not await codes.is_offered(user):
        raise Conflict("There is no authenticator to confirm.")
    recovery_codes = await codes.confirm_authenticator(user, data.code)
    if recovery_codes is None:
        raise refuse_field("code", codes.WRONG_CODE)
    return RecoveryCodes(recovery_codes)


@blueprint.post("/remove")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(OwnPassword)
@document_response(Problem, 404)
async def remove_authenticator(data: OwnPassword) -> tuple[str, int]:
    """Have logging in take the password alone. The recovery codes are deleted."""
    await require_own_password(data.password)
    if not await codes.remove_authenticator(current_user.user):
        raise NotFound("You have no authenticator.")
    return "", 204
