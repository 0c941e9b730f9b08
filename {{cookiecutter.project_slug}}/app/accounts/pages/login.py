"""The pages that log people in and out, and the ways to log in that features add."""

from datetime import timedelta
from typing import Any

from pydantic import ValidationError
from quart import Quart, current_app, redirect, url_for
from quart.typing import ResponseReturnValue
from quart_rate_limiter import rate_limit

from app.accounts.login import authenticate
from app.accounts.models import Credentials
from app.accounts.pages import blueprint
from app.accounts.pages.destinations import let_in, show_to_stranger
from app.accounts.sessions import WRONG_CREDENTIALS, end_session
from app.pages.rendering import collect_messages, read_form, render_form
from app.web.security import public


def add_login_method(app: Quart, template: str) -> None:
    """Have `template` included in the login page, below the form for a password.

    In the `init_app` of a feature's pages: `add_login_method(app, "badges/_login.html")`.
    """
    app.extensions.setdefault("LOGIN_METHODS", []).append(template)


@blueprint.context_processor
async def add_login_methods() -> dict[str, Any]:
    return {"login_methods": current_app.extensions.get("LOGIN_METHODS", [])}


@blueprint.get("/login")
@public
async def show_login() -> ResponseReturnValue:
    return await show_to_stranger("accounts/login.html")


@blueprint.post("/login")
@public
@rate_limit(10, timedelta(minutes=1))
async def log_in() -> ResponseReturnValue:
    try:
        found = await authenticate(await read_form(Credentials))
    except ValidationError as error:
        return await render_form("accounts/login.html", collect_messages(error))
    if found is None:
        return await render_form("accounts/login.html", {"form": WRONG_CREDENTIALS})
    return await let_in(*found)


@blueprint.post("/logout")
@public
async def log_out() -> ResponseReturnValue:
    await end_session()
    return redirect(url_for("pages.show_home"), 303)
