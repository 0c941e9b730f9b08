"""The JSON API of the second factor: enrol an authenticator app, confirm it, remove it."""

from datetime import timedelta

from quart import Blueprint
from quart_auth import login_required
from quart_cors import cors
from quart_rate_limiter import limit_blueprint, rate_limit
from quart_schema import document_response, tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import Conflict, NotFound

from app.accounts import authenticators
from app.accounts.attempts import count_own_attempt
from app.accounts.authenticator_models import (
    AuthenticatorOffer,
    AuthenticatorState,
    Code,
    RecoveryCodes,
)
from app.accounts.own_password import OwnPassword, require_own_password
from app.accounts.sessions import current_user
from app.errors import Problem, refuse_field

blueprint = cors(
    Blueprint("authenticators_api", __name__, url_prefix="/api/users/me/authenticator")
)
limit_blueprint(blueprint, 300, timedelta(minutes=1))
tag_blueprint(blueprint, ["Second factor"])


@blueprint.get("")
@login_required
@validate_response(AuthenticatorState)
async def show_authenticator() -> AuthenticatorState:
    """Whether logging in takes a code."""
    return await authenticators.describe_authenticator(current_user.user)


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
    offer = await authenticators.offer_authenticator(current_user.user)
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
    if not await authenticators.is_offered(user):
        raise Conflict("There is no authenticator to confirm.")
    recovery_codes = await authenticators.confirm_authenticator(user, data.code)
    if recovery_codes is None:
        raise refuse_field("code", authenticators.WRONG_CODE)
    return RecoveryCodes(recovery_codes)


@blueprint.post("/remove")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(OwnPassword)
@document_response(Problem, 404)
async def remove_authenticator(data: OwnPassword) -> tuple[str, int]:
    """Have logging in take the password alone. The recovery codes are deleted."""
    await require_own_password(data.password)
    if not await authenticators.remove_authenticator(current_user.user):
        raise NotFound("You have no authenticator.")
    return "", 204
