"""The page of what else logs a person in: the second factor, and passkeys."""

from datetime import timedelta
from uuid import UUID

from quart import Blueprint, Response, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import limit_blueprint
from werkzeug.exceptions import NotFound

from app.accounts import passkeys
from app.accounts.authenticators import describe_authenticator
from app.accounts.destinations import find_other_origin
from app.accounts.sessions import current_user
from app.pages import is_for_part, render_part

blueprint = Blueprint("security_pages", __name__, url_prefix="/account/security")
limit_blueprint(blueprint, 300, timedelta(minutes=1))

NOTICES = {
    "two-step-off": "Two-step log-in is off.",
    "passkey-added": "The passkey is added. You can log in with it from now on.",
    "passkey-deleted": "The passkey is deleted. Your device may show it still: delete it there.",
}


@blueprint.get("")
@login_required
async def show_security() -> Response:
    return await render_security(request.args.get("changed", ""))


@blueprint.post("/passkeys/<uuid:passkey_id>/delete")
@login_required
async def delete_passkey(passkey_id: UUID) -> ResponseReturnValue:
    if not await passkeys.delete_passkey(current_user.user, str(passkey_id)):
        raise NotFound("You have no such passkey.")
    if is_for_part():
        return await render_security("passkey-deleted")
    return redirect(url_for("security_pages.show_security", changed="passkey-deleted"), 303)


async def render_security(changed: str) -> Response:
    user = current_user.user
    return await render_part(
        "accounts/security.html",
        "accounts/_passkeys.html",
        user=user,
        authenticator=await describe_authenticator(user),
        passkeys=await passkeys.list_passkeys(user),
        zone=user.time_zone,
        other_origin=find_other_origin(),
        notice=NOTICES.get(changed),
    )
