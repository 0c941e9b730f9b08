"""The JSON API of OpenID Connect: the providers, and the user's accounts there."""

from datetime import timedelta
from uuid import UUID

from quart import Blueprint, url_for
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import (
    document_response,
    tag_blueprint,
    validate_querystring,
    validate_request,
    validate_response,
)
from werkzeug.exceptions import BadRequest, NotFound

from app.accounts.models import Notice, TokenOnly, User
from app.accounts.own_password import fresh_login_required
from app.accounts.sessions import current_user
from app.accounts.tokens import WRONG_TOKEN
from app.oidc import confirmation, identities
from app.oidc.models import (
    LinkedIdentity,
    LinkedIdentityList,
    OfferedIdentity,
    ProviderList,
    ProviderOffer,
    SecondStep,
)
from app.oidc.settings import list_providers, name_issuer
from app.web.errors import Problem
from app.web.schemes import session_only
from app.web.security import public

blueprint = Blueprint("oidc_api", __name__, url_prefix="/api/oidc")
tag_blueprint(blueprint, ["OpenID Connect"])
session_only(blueprint)


@blueprint.get("/providers")
@public
@validate_response(ProviderList)
async def show_providers() -> ProviderList:
    """List the providers to log in with. Open one in the browser: it leads back with a session.

    If more is needed, the browser shows a problem of the type `/problems/code-required` or
    `/problems/account-exists`. Then send the code, or log in and link the account.
    """
    return ProviderList(
        [
            ProviderOffer(
                *(each.id, each.name),
                url_for("oidc.start_login", provider_id=each.id),
                url_for("oidc.start_link", provider_id=each.id),
            )
            for each in list_providers()
        ]
    )


@blueprint.post("/code")
@public
@rate_limit(10, timedelta(minutes=1))
@validate_request(SecondStep)
@validate_response(User, 201)
@document_response(Problem, 400)
@document_response(Problem, 401)
async def finish_second_step(data: SecondStep) -> tuple[User, int]:
    """Finish a login at a provider that asked for a `code`."""
    return await identities.log_in_with_code(data.code), 201


@blueprint.get("/identities")
@login_required
@validate_response(LinkedIdentityList)
async def show_identities() -> LinkedIdentityList:
    """List your accounts at providers."""
    return LinkedIdentityList(await identities.list_identities(current_user.user))


@blueprint.get("/identities/offer")
@login_required
@validate_response(OfferedIdentity)
@document_response(Problem, 400)
async def show_offer() -> OfferedIdentity:
    """Show the account at a provider with which the browser came back in the last 10 minutes."""
    identity = identities.find_offer(current_user.user)
    return OfferedIdentity(name_issuer(identity.issuer), identity.email)


@blueprint.post("/identities")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
@validate_response(LinkedIdentity, 201)
@document_response(Problem, 400)
@document_response(Problem, 409)
async def create_identity() -> tuple[LinkedIdentity, int]:
    """Link the account at a provider with which the browser came back in the last 10 minutes.

    To link another one, open the `link_path` of a provider in the browser first.
    """
    return await identities.link_identity(current_user.user), 201


@blueprint.delete("/identities/<uuid:identity_id>")
@fresh_login_required
@document_response(Problem, 409)
async def delete_identity(identity_id: UUID) -> tuple[str, int]:
    """Unlink an account at a provider, unless it is your only way to log in."""
    if not await identities.unlink_identity(current_user.user, str(identity_id)):
        raise NotFound("You have no such account at a provider.")
    return "", 204


@blueprint.post("/confirmation")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_response(Notice, 202)
@document_response(Problem, 409)
async def request_confirmation() -> tuple[Notice, int]:
    """Ask for an email with a token to confirm it's you, if your account has no password."""
    await confirmation.request_confirmation(current_user.user)
    return Notice("We sent you an email. It tells you what to do next."), 202


@blueprint.get("/confirmation/confirm")
@login_required
@validate_querystring(TokenOnly)
@document_response(Problem, 400)
async def show_confirmation(query_args: TokenOnly) -> tuple[str, int]:
    """Ask whether a token is valid: 204, or 400. This does not use it up."""
    if not await confirmation.is_confirmation(current_user.user, query_args.token):
        raise BadRequest(WRONG_TOKEN)
    return "", 204


@blueprint.post("/confirmation/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(TokenOnly)
@document_response(Problem, 400)
async def confirm_login(data: TokenOnly) -> tuple[str, int]:
    """Confirm it's you with the token from the email, for what needs a fresh login."""
    if not await confirmation.confirm_login(current_user.user, data.token):
        raise BadRequest(WRONG_TOKEN)
    return "", 204
