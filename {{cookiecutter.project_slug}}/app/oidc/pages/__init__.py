"""The pages of OpenID Connect: log in, link and unlink an account, confirm it's you by mail."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from quart import Blueprint, Quart, flash, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from werkzeug.exceptions import Conflict, HTTPException, NotFound

from app.accounts.models import TokenOnly
from app.accounts.own_password import fresh_login_required
from app.accounts.pages.destinations import find_destination
from app.accounts.pages.fresh_login import add_confirmation
from app.accounts.pages.login import add_login_method
from app.accounts.pages.security import add_security_section
from app.accounts.sessions import current_user
from app.accounts.tokens import WRONG_TOKEN
from app.oidc import confirmation, identities
from app.oidc.errors import AccountExists, LoginRefused, ProviderUnavailable
from app.oidc.queries import describe_identity
from app.oidc.settings import list_providers, name_issuer
from app.pages.error_pages import answer_error
from app.pages.rendering import is_for_page, read_form, render_form

CONFIRMED = "Confirmed. For the next 10 minutes you won't be asked again."

blueprint = Blueprint("oidc_pages", __name__, template_folder="templates")


def init_app(app: Quart) -> None:
    if not app.extensions["OIDC_PROVIDERS"]:
        return
    app.jinja_env.globals |= {"list_providers": list_providers, "name_issuer": name_issuer}
    app.register_blueprint(blueprint)
    app.register_error_handler(LoginRefused, show_refusal)
    app.register_error_handler(ProviderUnavailable, show_refusal)
    app.register_error_handler(AccountExists, ask_for_existing_account)
    app.extensions["OIDC_HOME"] = find_destination
    add_login_method(app, "oidc/_login.html")
    add_confirmation(app, "oidc/_confirmation.html")
    add_security_section(app, "oidc/_section.html", load_section)


async def load_section() -> dict[str, Any]:
    return {"identities": await identities.list_identities(current_user.user)}


async def show_refusal(error: HTTPException) -> ResponseReturnValue:
    """Say why on the page where the person began: the login page, or the security page."""
    if not is_for_page():
        return await answer_error(error)
    if await current_user.is_authenticated:
        await flash(str(error.description), "refused")
        return redirect(url_for("accounts_pages.show_security"), 303)
    html, _ = await render_form("accounts/login.html", {"form": str(error.description)})
    return html, error.code or 400


async def ask_for_existing_account(error: AccountExists) -> ResponseReturnValue:
    """Send people to the login page, and from there to the page that links the two."""
    if not is_for_page():
        return await answer_error(error)
    await flash(str(error.description), "note")
    page = url_for("oidc_pages.show_link")
    return redirect(url_for("accounts_pages.show_login", next=page), 303)


@blueprint.get("/account/oidc/link")
@fresh_login_required
async def show_link() -> ResponseReturnValue:
    identity = identities.find_offer(current_user.user)
    name = describe_identity(identity.issuer, identity.email)
    return await render_template("oidc/link.html", name=name, user=current_user.user)


@blueprint.post("/account/oidc/link")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
async def link_identity() -> ResponseReturnValue:
    try:
        linked = await identities.link_identity(current_user.user)
        await flash(f"You can now log in with {name_issuer(linked.issuer)}.", "done")
    except Conflict as error:
        await flash(str(error.description), "refused")
    return redirect(url_for("accounts_pages.show_security"), 303)


@blueprint.post("/account/oidc/<uuid:identity_id>/unlink")
@fresh_login_required
async def unlink_identity(identity_id: UUID) -> ResponseReturnValue:
    try:
        if not await identities.unlink_identity(current_user.user, str(identity_id)):
            raise NotFound("You have no such account at a provider.")
        await flash("The account was unlinked. You can no longer log in with it.", "done")
    except Conflict as error:
        await flash(str(error.description), "refused")
    return redirect(url_for("accounts_pages.show_security"), 303)


@blueprint.post("/account/oidc/confirmation")
@login_required
@rate_limit(10, timedelta(minutes=1))
async def request_confirmation() -> ResponseReturnValue:
    user = current_user.user
    await confirmation.request_confirmation(user)
    return redirect(url_for("accounts_pages.show_check_email", email=user.email), 303)


@blueprint.get("/account/oidc/confirm")
@login_required
async def show_confirmation() -> ResponseReturnValue:
    token = request.args.get("token", "")
    if not await confirmation.is_confirmation(current_user.user, token):
        return await refuse_link()
    return await render_template("oidc/confirm.html", token=token)


@blueprint.post("/account/oidc/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
async def confirm_login() -> ResponseReturnValue:
    try:
        token = (await read_form(TokenOnly)).token
    except ValidationError:
        token = ""
    if not await confirmation.confirm_login(current_user.user, token):
        return await refuse_link()
    await flash(CONFIRMED, "done")
    return redirect(url_for("accounts_pages.show_profile"), 303)


async def refuse_link() -> ResponseReturnValue:
    await flash(WRONG_TOKEN, "refused")
    return redirect(url_for("accounts_pages.show_fresh_login"), 303)
