"""Passkeys in the pages: add and delete them on the security page, log in on the login page."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from quart import Blueprint, Quart, flash, redirect, request, url_for
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app.accounts.own_password import fresh_login_required, has_password, is_login_fresh
from app.accounts.pages.login import add_login_method
from app.accounts.pages.security import add_security_section
from app.accounts.sessions import current_user
from app.pages.rendering import is_for_part, render_part
from app.passkeys import ceremonies
from app.passkeys.relying_party import list_relying_parties

DELETED = "The passkey was deleted. If your device still shows it, delete it there."
# The script that adds a passkey opens the page with this word.
NOTICES = {"passkey-added": "The passkey was added. You can now log in with it."}

blueprint = Blueprint(
    "passkeys_pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/account/passkeys/static",
)


def init_app(app: Quart) -> None:
    app.jinja_env.globals["find_other_origin"] = find_other_origin
    app.register_blueprint(blueprint)
    add_login_method(app, "passkeys/_login.html")
    add_security_section(app, "passkeys/_section.html", load_section, NOTICES)


def find_other_origin() -> str | None:
    """Return None if passkeys work on this page, or else the origin at which they do.

    The origin is empty if they work nowhere. Only the host counts: a browser that follows a link
    names no origin, and a proxy may not say whether it was asked over HTTPS.
    """
    origins = [party.origin for party in list_relying_parties()]
    if request.host in {urlsplit(origin).netloc for origin in origins}:
        return None
    return origins[0] if origins else ""


async def load_section() -> dict[str, Any]:
    return {
        "passkeys": await ceremonies.list_passkeys(current_user.user),
        "has_password": await has_password(),
        "is_fresh": is_login_fresh(),
    }


@blueprint.post("/account/security/passkeys/<uuid:passkey_id>/delete")
@fresh_login_required
async def delete_passkey(passkey_id: UUID) -> ResponseReturnValue:
    user = current_user.user
    if not await ceremonies.delete_passkey(user, str(passkey_id)):
        raise NotFound("You have no such passkey.")
    await flash(DELETED, "done")
    if is_for_part():
        return await render_part(
            *("passkeys/_passkeys.html", "passkeys/_passkeys.html"),
            section=await load_section(),
            zone=user.time_zone,
        )
    return redirect(url_for("accounts_pages.show_security"), 303)
