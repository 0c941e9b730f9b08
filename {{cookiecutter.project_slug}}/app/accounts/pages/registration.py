"""The pages by which people register, and confirm that the address is theirs."""

from datetime import timedelta

from pydantic import ValidationError
from quart import redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_rate_limiter import rate_limit
from werkzeug.exceptions import NotFound

from app.accounts.models import Address, Confirmation, NewUser
from app.accounts.pages import blueprint
from app.accounts.pages.destinations import let_in, show_to_stranger
from app.accounts.registration import confirm_account, is_registered_here, request_account
from app.pages.rendering import collect_messages, read_form, render_form
from app.times import TIME_ZONES
from app.web.security import public


@blueprint.get("/register")
@public
async def show_registration() -> ResponseReturnValue:
    return await show_to_stranger("accounts/register.html")


@blueprint.post("/register")
@public
@rate_limit(10, timedelta(minutes=1))
async def register() -> ResponseReturnValue:
    try:
        new_user = await read_form(NewUser)
    except ValidationError as error:
        return await render_form("accounts/register.html", collect_messages(error))
    await request_account(new_user)
    return redirect(url_for("accounts_pages.show_see_mail", email=new_user.email), 303)


@blueprint.get("/seemail")
@public
async def show_see_mail() -> str:
    """With an address of its own: a phone loads it again when one comes back from the mail."""
    try:
        email = Address(email=request.args.get("email", "")).email
    except ValidationError as error:
        raise NotFound("No mail has been sent.") from error
    return await render_template("accounts/see_mail.html", email=email)


@blueprint.get("/confirm")
@public
async def show_confirmation() -> ResponseReturnValue:
    """A form, and not yet the account: programs that look for viruses follow links in mails."""
    return await render_form("accounts/confirm.html", token=request.args.get("token"))


@blueprint.post("/confirm")
@public
@rate_limit(10, timedelta(minutes=1))
async def confirm() -> ResponseReturnValue:
    # Nobody typed it: a browser may know a newer one, and the account can be made all the same.
    time_zone = (await request.form).get("time_zone")
    time_zone = time_zone if time_zone in TIME_ZONES else "UTC"
    try:
        data = await read_form(Confirmation, time_zone=time_zone)
    except ValidationError as error:
        return await render_form("accounts/confirm.html", collect_messages(error))
    user = await confirm_account(data)
    if user is None:
        return await render_template("accounts/bad_link.html", purpose="confirm"), 422
    if not is_registered_here(data.token):
        return redirect(url_for("accounts_pages.show_login", confirmed=1), 303)
    return await let_in(user)
