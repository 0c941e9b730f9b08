"""The pages to sign up, and to confirm the email address."""

from datetime import timedelta

from pydantic import ValidationError
from quart import redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_rate_limiter import rate_limit
from werkzeug.exceptions import NotFound

from app.accounts.models import Address, Confirmation, NewUser
from app.accounts.pages import blueprint
from app.accounts.pages.destinations import (
    log_in_and_redirect,
    render_bad_link,
    render_for_visitor,
)
from app.accounts.registration import (
    confirm_account,
    find_registration,
    is_same_browser,
    request_account,
    require_open_registration,
)
from app.pages.rendering import FORM_ERRORS, collect_messages, read_form, render_form
from app.times import TIME_ZONES
from app.web.security import public


@blueprint.get("/register")
@public
async def show_registration() -> ResponseReturnValue:
    require_open_registration()
    return await render_for_visitor("accounts/register.html")


@blueprint.post("/register")
@public
@rate_limit(10, timedelta(minutes=1))
async def register_user() -> ResponseReturnValue:
    try:
        new_user = await read_form(NewUser)
        user = await request_account(new_user)
    except FORM_ERRORS as error:
        return await render_form("accounts/register.html", collect_messages(error))
    if user is not None:
        return await log_in_and_redirect(user)
    return redirect(url_for("accounts_pages.show_check_email", email=new_user.email), 303)


@blueprint.get("/see-mail")
@public
async def show_check_email() -> str:
    """Say that an email was sent.

    The page has its own URL, because phones load it again when people return from their mail.
    """
    try:
        email = Address(email=request.args.get("email", "")).email
    except ValidationError as error:
        raise NotFound("No email was sent: the address is missing or wrong.") from error
    return await render_template("accounts/check_email.html", email=email)


@blueprint.get("/confirm")
@public
async def show_confirmation() -> ResponseReturnValue:
    """Ask for a click before the account is created: virus scanners follow links in emails."""
    return await render_confirmation(request.args.get("token", ""))


@blueprint.post("/confirm")
@public
@rate_limit(10, timedelta(minutes=1))
async def confirm_user() -> ResponseReturnValue:
    # The browser filled it in, and may know a newer zone than we do. Do not refuse the form for it.
    time_zone = (await request.form).get("time_zone")
    time_zone = time_zone if time_zone in TIME_ZONES else "UTC"
    try:
        user = await confirm_account(await read_form(Confirmation, time_zone=time_zone))
    except FORM_ERRORS as error:
        token = (await request.form).get("token", "")
        return await render_confirmation(token, collect_messages(error))
    if user is None:
        return await render_bad_link("confirm")
    return await log_in_and_redirect(user)


async def render_confirmation(
    token: str, errors: dict[str, str] | None = None
) -> ResponseReturnValue:
    """Show the form to confirm the address, or say that the link does not work.

    Without a token, ask for it: people can paste it from the email.
    """
    found = await find_registration(token) if token else None
    if token and found is None:
        return await render_bad_link("confirm")
    return await render_form(
        "accounts/confirm.html",
        errors,
        token=token,
        user_email=found[1] if found else None,
        chooses_password=not is_same_browser(token),
    )
