"""The page that asks for a code after the first step of a login, such as the right password.

Meanwhile a token stands for that step. The password is neither typed again nor kept in the page.
"""

from datetime import timedelta

from pydantic import BaseModel, Field, ValidationError
from quart import request
from quart.typing import ResponseReturnValue
from quart_rate_limiter import rate_limit

from app.accounts.login import remember_device
from app.accounts.models import TokenText, User
from app.accounts.pages.destinations import log_in_and_redirect
from app.accounts.queries import select_user
from app.accounts.tokens import Purpose, insert_token, select_token, use_token
from app.db import connect, transaction
from app.pages.error_pages import answer_error
from app.pages.rendering import collect_messages, is_for_page, read_form, render_form
from app.two_step.codes import use_code
from app.two_step.login import CodeRequired, count_code, record_wrong_code
from app.two_step.pages import blueprint
from app.web.security import public

# Proves that the first step was right while the page asks for a code.
SECOND_STEP = Purpose("second-step", timedelta(minutes=5))
TOO_LATE = "That took too long. Log in again."
WRONG_CODE = "This code is wrong, or has already been used."


class SecondStep(BaseModel, extra="forbid"):
    """The token that stands for the first step, and the code."""

    token: TokenText
    code: str = Field(max_length=64)


async def ask_for_code(error: CodeRequired) -> ResponseReturnValue:
    """Show a form for the code. Answer programs with problem details instead."""
    if not is_for_page():
        return await answer_error(error)
    async with connect() as connection:
        token = await insert_token(
            connection, SECOND_STEP, user_id=error.user.id, password_hash=error.password_hash
        )
    return await render_form("two_step/code.html", token=token)


@blueprint.post("/login/code")
@public
@rate_limit(10, timedelta(minutes=1))
async def log_in_with_code() -> ResponseReturnValue:
    token = (await request.form).get("token", "")
    found = await find_second_step(token)
    if found is None:
        return await render_form("accounts/login.html", {"form": TOO_LATE})
    try:
        step = await read_form(SecondStep)
    except ValidationError as error:
        return await render_form("two_step/code.html", collect_messages(error), token=token)
    user, password_hash = found
    if not await finish_second_step(user, password_hash, step):
        return await render_form("two_step/code.html", {"code": WRONG_CODE}, token=token)
    return await log_in_and_redirect(user, password_hash)


async def find_second_step(token: str) -> tuple[User, str | None] | None:
    """Return the user and the hash that a password matched, or None if the token expired."""
    async with connect() as connection:
        found = await select_token(connection, SECOND_STEP, token)
        if found is None:
            return None
        user = await select_user(connection, found.user_id or "")
    return (user, found.password_hash) if user else None


async def finish_second_step(user: User, password_hash: str | None, step: SecondStep) -> bool:
    """Return whether the code was right. A wrong one leaves the token, to try again.

    Raise `RateLimitExceeded` after too many attempts.
    """
    await count_code(user)
    async with transaction() as connection:
        if not await use_code(connection, user.id, step.code):
            await record_wrong_code(connection, user, password_hash)
            return False
        if await use_token(connection, SECOND_STEP, step.token) is None:
            return False
    remember_device(user.email)
    return True
