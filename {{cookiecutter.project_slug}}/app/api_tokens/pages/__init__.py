"""API tokens in the pages: create, list and revoke them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from quart import Blueprint, Quart, flash, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from werkzeug.exceptions import Conflict, NotFound

from app.accounts.own_password import fresh_login_required
from app.accounts.pages.security import add_security_section
from app.accounts.sessions import current_user
from app.api_tokens import own_tokens
from app.api_tokens.api import NO_SUCH_TOKEN
from app.api_tokens.models import NewToken
from app.pages.rendering import (
    FORM_ERRORS,
    collect_messages,
    is_for_part,
    read_form,
    render_form,
    render_part,
)

LIFETIMES = {"30": "30 days", "7": "7 days", "90": "90 days", "365": "A year"}
NO_SCOPE = "Choose at least one."
REVOKED = "The token was revoked. It no longer works."

blueprint = Blueprint("api_tokens_pages", __name__, template_folder="templates")


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)
    add_security_section(app, "api_tokens/_section.html", load_section)


async def load_section() -> dict[str, Any]:
    return {"tokens": await own_tokens.list_tokens()}


@blueprint.get("/account/security/tokens/new")
@fresh_login_required
async def show_form() -> ResponseReturnValue:
    return await render_new()


@blueprint.post("/account/security/tokens/new")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
async def create_token() -> ResponseReturnValue:
    """Show the token in the answer itself, as it must not have a URL."""
    try:
        scopes = (await request.form).getlist("scopes")
        created = await own_tokens.create_token(await read_form(NewToken, scopes=scopes))
    except FORM_ERRORS as error:
        # Of several boxes, each has a name of its own: `scopes.0`.
        messages = {
            name.partition(".")[0]: NO_SCOPE if name.startswith("scopes") else message
            for name, message in collect_messages(error).items()
        }
        return await render_new(messages)
    except Conflict as error:
        return await render_new({"form": error.description or ""})
    await flash(f"The token “{created.token.name}” was created.", "done")
    return await render_template(
        "api_tokens/created.html", created=created, zone=current_user.user.time_zone
    )


async def render_new(errors: dict[str, str] | None = None) -> ResponseReturnValue:
    chosen = (await request.form).getlist("scopes") if errors else ["read"]
    return await render_form("api_tokens/new.html", errors, chosen=chosen, lifetimes=LIFETIMES)


@blueprint.post("/account/security/tokens/<uuid:token_id>/revoke")
@login_required
async def revoke_token(token_id: UUID) -> ResponseReturnValue:
    user = current_user.user
    if not await own_tokens.revoke_token(user, str(token_id)):
        raise NotFound(NO_SUCH_TOKEN)
    await flash(REVOKED, "done")
    if is_for_part():
        return await render_part(
            *("api_tokens/_tokens.html", "api_tokens/_tokens.html"),
            section=await load_section(),
            zone=user.time_zone,
        )
    return redirect(url_for("accounts_pages.show_security"), 303)
