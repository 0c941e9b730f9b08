"""The pages by which people log in and out."""

from datetime import timedelta
from typing import Any

from pydantic import ValidationError
from quart import Blueprint, Quart, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import Unauthorized as LoginRequired
from quart_rate_limiter import limit_blueprint, rate_limit

from app.accounts import credentials, login_tokens, second_step
from app.accounts.destinations import ask_for_login, find_other_origin, let_in, show_to_stranger
from app.accounts.models import Credentials
from app.accounts.sessions import end_session
from app.pages import collect_messages, read_form, render_form
from app.security import public

TOO_LATE = "That took too long. Log in again."
WRONG_CODE = "This code is wrong, or has been used already."

blueprint = Blueprint(
    "accounts_pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/account/static",  # "/static" is the app's own
)
limit_blueprint(blueprint, 300, timedelta(minutes=1))


def init_app(app: Quart) -> None:
    app.register_error_handler(LoginRequired, ask_for_login)
    app.register_blueprint(blueprint)

    from app.accounts import (
        account_pages,
        password_pages,
        registration_pages,
        security_pages,
        two_step_pages,
    )

    for part in (
        *(registration_pages, password_pages, account_pages),
        *(security_pages, two_step_pages),
    ):
        app.register_blueprint(part.blueprint)


@blueprint.context_processor
async def add_other_origin() -> dict[str, Any]:
    return {"other_origin": find_other_origin()}


@blueprint.get("/login")
@public
async def show_login() -> ResponseReturnValue:
    return await show_to_stranger("accounts/login.html")


@blueprint.post("/login")
@public
@rate_limit(10, timedelta(minutes=1))
async def log_in() -> ResponseReturnValue:
    try:
        found = await credentials.authenticate(await read_form(Credentials))
    except ValidationError as error:
        return await render_form("accounts/login.html", collect_messages(error))
    except second_step.CodeRequired as required:
        token = await login_tokens.begin_second_step(required.user, required.password_hash)
        return await render_form("accounts/code.html", token=token)
    if found is None:
        return await render_form("accounts/login.html", {"form": credentials.WRONG_CREDENTIALS})
    return await let_in(*found)


@blueprint.post("/login/code")
@public
@rate_limit(10, timedelta(minutes=1))
async def log_in_with_code() -> ResponseReturnValue:
    token = (await request.form).get("token", "")
    found = await login_tokens.find_second_step(token)
    if found is None:
        return await render_form("accounts/login.html", {"form": TOO_LATE})
    try:
        step = await read_form(login_tokens.SecondStep)
    except ValidationError as error:
        return await render_form("accounts/code.html", collect_messages(error), token=token)
    user, password_hash = found
    if not await login_tokens.finish_second_step(user, step):
        return await render_form("accounts/code.html", {"code": WRONG_CODE}, token=token)
    return await let_in(user, password_hash)


@blueprint.post("/logout")
@public
async def log_out() -> ResponseReturnValue:
    await end_session()
    return redirect(url_for("pages.show_home"), 303)
