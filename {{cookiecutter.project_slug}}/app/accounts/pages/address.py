"""The pages to change your email address."""

from datetime import timedelta

from quart import flash, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from quart_rate_limiter import rate_limit

from app.accounts import own_account
from app.accounts.models import Address, TokenOnly
from app.accounts.own_password import fresh_login_required
from app.accounts.pages import blueprint
from app.accounts.pages.destinations import render_bad_link
from app.accounts.sessions import current_user
from app.pages.rendering import FORM_ERRORS, collect_messages, read_form, render_form


@blueprint.get("/account/email")
@fresh_login_required
async def show_email() -> ResponseReturnValue:
    return await render_form("accounts/email.html", user=current_user.user)


@blueprint.post("/account/email")
@fresh_login_required
@rate_limit(10, timedelta(minutes=1))
async def change_email() -> ResponseReturnValue:
    try:
        email = (await read_form(Address)).email
        await own_account.request_new_address(email)
    except FORM_ERRORS as error:
        errors = collect_messages(error)
        return await render_form("accounts/email.html", errors, user=current_user.user)
    return redirect(url_for("accounts_pages.show_check_email", email=email), 303)


@blueprint.get("/account/email/confirm")
@login_required
async def show_new_email() -> ResponseReturnValue:
    token = request.args.get("token", "")
    email = await own_account.find_new_address(token)
    if email is None:
        return await render_bad_link("email")
    return await render_form("accounts/new_email.html", token=token, email=email)


@blueprint.post("/account/email/confirm")
@login_required
@rate_limit(10, timedelta(minutes=1))
async def confirm_email() -> ResponseReturnValue:
    try:
        user = await own_account.confirm_new_address((await read_form(TokenOnly)).token)
    except FORM_ERRORS:
        user = None
    if user is None:
        return await render_bad_link("email")
    await flash("Your email address was changed.", "done")
    return redirect(url_for("accounts_pages.show_profile"), 303)
