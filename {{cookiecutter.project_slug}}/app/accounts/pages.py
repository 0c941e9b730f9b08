"""The pages of accounts: register, log in and out, see and delete one's account."""

from datetime import timedelta

from pydantic import ValidationError
from quart import Blueprint, Quart, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import Unauthorized as LoginRequired
from quart_auth import login_required
from quart_rate_limiter import limit_blueprint, rate_limit

from app.accounts.credentials import authenticate, register
from app.accounts.destinations import ask_for_login, find_destination
from app.accounts.models import Credentials, NewUser, User
from app.accounts.sessions import current_user, delete_account, end_session, start_session
from app.pages import collect_messages
from app.security import public

blueprint = Blueprint("accounts_pages", __name__, template_folder="templates")
limit_blueprint(blueprint, 300, timedelta(minutes=1))


def init_app(app: Quart) -> None:
    app.register_error_handler(LoginRequired, ask_for_login)
    app.register_blueprint(blueprint)


@blueprint.get("/register")
@public
async def show_registration() -> ResponseReturnValue:
    return await show_form("accounts/register.html")


@blueprint.post("/register")
@public
@rate_limit(10, timedelta(minutes=1))
async def create_account() -> ResponseReturnValue:
    page = "accounts/register.html"
    try:
        new_user = NewUser.model_validate(await read_form())
    except ValidationError as error:
        return await refuse_form(page, collect_messages(error))
    user = await register(new_user)
    if user is None:
        return await refuse_form(page, {"email": "This address has an account. Log in instead."})
    return await log_in_and_go_on(user)


@blueprint.get("/login")
@public
async def show_login() -> ResponseReturnValue:
    return await show_form("accounts/login.html")


@blueprint.post("/login")
@public
@rate_limit(10, timedelta(minutes=1))
async def log_in() -> ResponseReturnValue:
    page = "accounts/login.html"
    try:
        credentials = Credentials.model_validate(await read_form())
    except ValidationError as error:
        return await refuse_form(page, collect_messages(error))
    user = await authenticate(credentials)
    if user is None:
        return await refuse_form(page, {"form": "The e-mail address or the password is wrong."})
    return await log_in_and_go_on(user)


@blueprint.post("/logout")
@public
async def log_out() -> ResponseReturnValue:
    await end_session()
    return redirect(url_for("pages.show_home"), 303)


@blueprint.get("/account")
@login_required
async def show_account() -> str:
    return await render_template("accounts/account.html", user=current_user.user)


@blueprint.get("/account/delete")
@login_required
async def confirm_deletion() -> str:
    return await render_template("accounts/delete.html", user=current_user.user)


@blueprint.post("/account/delete")
@login_required
async def delete_own_account() -> ResponseReturnValue:
    await delete_account()
    return redirect(url_for("pages.show_home"), 303)


async def show_form(page: str) -> ResponseReturnValue:
    if await current_user.is_authenticated:
        return redirect(find_destination(), 303)
    return await render_template(page, values={}, errors={})


async def refuse_form(page: str, errors: dict[str, str]) -> tuple[str, int]:
    """Show it again with what was typed; the template leaves the password out."""
    return await render_template(page, values=await read_form(), errors=errors), 422


async def read_form() -> dict[str, str]:
    form = await request.form
    return {name: form.get(name, "") for name in ("email", "password")}


async def log_in_and_go_on(user: User) -> ResponseReturnValue:
    await start_session(user)
    return redirect(find_destination(), 303)
