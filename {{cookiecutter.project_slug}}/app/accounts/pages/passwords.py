"""The pages of passwords: reset a forgotten one with a link from an email, or change it."""

from datetime import timedelta

from pydantic import ValidationError
from quart import redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit

from app.accounts import own_password
from app.accounts.models import Address, PasswordChange, Reset
from app.accounts.pages import blueprint
from app.accounts.sessions import current_user
from app.pages.rendering import collect_messages, read_form, render_form
from app.web.security import public

WRONG_PASSWORD = "This is not your current password."  # noqa: S105


@blueprint.get("/forgotten")
@public
async def show_forgotten() -> ResponseReturnValue:
    return await render_form("accounts/forgotten.html")


@blueprint.post("/forgotten")
@public
@rate_limit(10, timedelta(minutes=1))
async def request_reset() -> ResponseReturnValue:
    try:
        email = (await read_form(Address)).email
    except ValidationError as error:
        return await render_form("accounts/forgotten.html", collect_messages(error))
    await own_password.request_reset(email)
    return redirect(url_for("accounts_pages.show_check_email", email=email), 303)


@blueprint.get("/reset")
@public
async def show_reset() -> ResponseReturnValue:
    return await render_form("accounts/reset.html", token=request.args.get("token"))


@blueprint.post("/reset")
@public
@rate_limit(10, timedelta(minutes=1))
async def reset_password() -> ResponseReturnValue:
    try:
        user = await own_password.reset_password(await read_form(Reset))
    except ValidationError as error:
        errors = collect_messages(error)
        # The form has brought a token, so do not ask for it again.
        token = None if "token" in errors else (await request.form)["token"]
        return await render_form("accounts/reset.html", errors, token=token)
    if user is None:
        return await render_template("accounts/bad_link.html", purpose="reset"), 422
    return redirect(url_for("accounts_pages.show_login", changed="password"), 303)


@blueprint.get("/account/password")
@login_required
async def show_password() -> ResponseReturnValue:
    return await render_form("accounts/password.html", user=current_user.user)


@blueprint.post("/account/password")
@login_required
@rate_limit(10, timedelta(minutes=1))
async def change_password() -> ResponseReturnValue:
    try:
        is_changed = await own_password.change_password(await read_form(PasswordChange))
        errors = {} if is_changed else {"current_password": WRONG_PASSWORD}
    except ValidationError as error:
        errors = collect_messages(error)
    if errors:
        return await render_form("accounts/password.html", errors, user=current_user.user)
    return redirect(url_for("accounts_pages.show_account", changed="password"), 303)
