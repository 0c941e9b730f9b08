"""The pages of passwords: reset a forgotten one with a link from an email, or change it."""

from datetime import timedelta

from pydantic import ValidationError
from quart import flash, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit

from app.accounts import own_password
from app.accounts.models import Address, PasswordChange, Reset
from app.accounts.own_password import WRONG_PASSWORD
from app.accounts.pages import blueprint
from app.accounts.pages.destinations import render_bad_link
from app.accounts.sessions import current_user
from app.pages.rendering import FORM_ERRORS, collect_messages, read_form, render_form
from app.web.security import public

CHANGED = "Your password was changed. You have been logged out on every other device."


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
    return await render_reset(request.args.get("token", ""))


@blueprint.post("/reset")
@public
@rate_limit(10, timedelta(minutes=1))
async def reset_password() -> ResponseReturnValue:
    form = await request.form
    try:
        data = await read_form(Reset, keep=form.getlist("keep"))
        user = await own_password.reset_password(data)
    except FORM_ERRORS as error:
        return await render_reset(form.get("token", ""), collect_messages(error))
    if user is None:
        return await render_bad_link("reset")
    await flash("Your password was changed. Log in with your new password.", "done")
    return redirect(url_for("accounts_pages.show_login"), 303)


async def render_reset(token: str, errors: dict[str, str] | None = None) -> ResponseReturnValue:
    """Show the form for a new password, or say that the link does not work.

    Without a token, ask for it: people can paste it from the email.
    """
    found = await own_password.find_reset(token) if token else None
    if token and found is None:
        return await render_bad_link("reset")
    user, factors = found or (None, {})
    keep = (await request.form).getlist("keep")
    return await render_form(
        "accounts/reset.html", errors, token=token, user=user, factors=factors, keep=keep
    )


@blueprint.get("/account/password")
@login_required
async def show_password() -> ResponseReturnValue:
    page = "password" if await own_password.has_password() else "no_password"
    return await render_form(f"accounts/{page}.html", user=current_user.user)


@blueprint.post("/account/password")
@login_required
@rate_limit(10, timedelta(minutes=1))
async def change_password() -> ResponseReturnValue:
    try:
        is_changed = await own_password.change_password(await read_form(PasswordChange))
        errors = {} if is_changed else {"current_password": WRONG_PASSWORD}
    except FORM_ERRORS as error:
        errors = collect_messages(error)
    if errors:
        return await render_form("accounts/password.html", errors, user=current_user.user)
    await flash(CHANGED, "done")
    return redirect(url_for("accounts_pages.show_password"), 303)
