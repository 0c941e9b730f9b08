"""The pages to log in and out, with the ways to log in that features add."""

from datetime import timedelta

from pydantic import ValidationError
from quart import Quart, flash, redirect, url_for
from quart.typing import ResponseReturnValue
from quart_rate_limiter import rate_limit

from app.accounts.login import authenticate_user
from app.accounts.models import Credentials
from app.accounts.pages import blueprint
from app.accounts.pages.destinations import log_in_and_redirect, render_for_visitor
from app.accounts.sessions import WRONG_CREDENTIALS, end_current_session
from app.pages.rendering import collect_messages, read_form, render_form
from app.web.security import public


def add_login_method(app: Quart, template: str) -> None:
    """Include `template` in the login page, below the form with the password.

    Plug in from the `init_app` of a feature's pages: `add_login_method(app, "badges/_login.html")`.
    """
    app.extensions["LOGIN_METHODS"].append(template)


@blueprint.get("/login")
@public
async def show_login() -> ResponseReturnValue:
    return await render_for_visitor("accounts/login.html")


@blueprint.post("/login")
@public
@rate_limit(10, timedelta(minutes=1))
async def log_in() -> ResponseReturnValue:
    try:
        found = await authenticate_user(await read_form(Credentials))
    except ValidationError as error:
        return await render_form("accounts/login.html", collect_messages(error))
    if found is None:
        return await render_form("accounts/login.html", {"password": WRONG_CREDENTIALS})
    return await log_in_and_redirect(*found)


@blueprint.post("/logout")
@public
async def log_out() -> ResponseReturnValue:
    await end_current_session()
    await flash("You are logged out.", "note")
    return redirect(url_for("pages.show_home"), 303)
