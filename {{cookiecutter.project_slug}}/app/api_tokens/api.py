"""The JSON API of API tokens: create, list and revoke them."""

from datetime import timedelta
from uuid import UUID

from quart import Blueprint
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import document_response, tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import NotFound

from app.accounts.own_password import fresh_login_required
from app.accounts.sessions import current_user
from app.api_tokens import own_tokens
from app.api_tokens.models import ApiTokenList, CreatedToken, NewToken
from app.web.errors import Problem
from app.web.schemes import session_only

blueprint = Blueprint("api_tokens_api", __name__, url_prefix="/api/tokens")
tag_blueprint(blueprint, ["API tokens"])
session_only(blueprint)

NO_SUCH_TOKEN = "You have no such token."  # noqa: S105


@blueprint.post("")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
@validate_request(NewToken)
@validate_response(CreatedToken, 201)
@document_response(Problem, 409)
async def create_token(data: NewToken) -> tuple[CreatedToken, int]:
    """Create a token. Its secret is shown in this answer only.

    Send the secret with each request, in the header `Authorization: Bearer <secret>`. The scope
    `read` is for requests that only read, and `write` for those that change something. A token
    cannot change how you log in, nor do what an admin can.
    """
    return await own_tokens.create_token(data), 201


@blueprint.get("")
@login_required
@validate_response(ApiTokenList)
async def list_tokens() -> ApiTokenList:
    """List your tokens, without their secrets."""
    return ApiTokenList(await own_tokens.list_tokens())


@blueprint.delete("/<uuid:token_id>")
@login_required
async def revoke_token(token_id: UUID) -> tuple[str, int]:
    """Revoke a token. It stops working immediately.

    Logging out does not revoke tokens. A password reset revokes all that you do not keep.
    """
    if not await own_tokens.revoke_token(current_user.user, str(token_id)):
        raise NotFound(NO_SUCH_TOKEN)
    return "", 204
