"""Fresh logins: ask for the password again before what a stolen session must not be enough for."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from pydantic import BaseModel
from quart_auth import login_required
from quart_schema import document_response
from werkzeug.exceptions import Forbidden

from app.accounts import session_queries
from app.accounts.models import Password
from app.accounts.own_password import match_own_password
from app.accounts.security_log import log_security_event
from app.accounts.sessions import current_user
from app.db import connect
from app.web.errors import Problem

FRESH_FOR = timedelta(minutes=10)


class OwnPassword(BaseModel, extra="forbid"):
    """Your password again, in case someone else got hold of your session."""

    password: Password


class FreshLoginRequired(Forbidden):
    """The person is logged in, but has not typed their password for a while."""

    description = "Confirm your password first, at /api/sessions/current/confirm."
    problem_type = "/problems/fresh-login-required"


def fresh_login_required(view: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Let in people who logged in, or confirmed their password, within `FRESH_FOR`.

    Otherwise a page asks for the password and leads back, and the API answers with a 403 of the
    type `/problems/fresh-login-required`. Put it in the place of `@login_required`.
    """

    @wraps(view)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        # A moment in the future is as wrong as one long ago: the clock was set back since.
        if abs(datetime.now(UTC) - current_user.confirmed_at) > FRESH_FOR:
            raise FreshLoginRequired
        return await view(*args, **kwargs)

    guarded = document_response(Problem, 403)(login_required(wrapper))
    guarded.for_fresh_logins = True  # type: ignore[attr-defined]  # a test calls every marked view
    return guarded


async def confirm_login(password: str) -> bool:
    """Make the login fresh again, and return whether the password was right.

    Raise `RateLimitExceeded` after too many attempts.
    """
    if await match_own_password(password) is None:
        log_security_event("password confirmation", "wrong password", current_user.user.email)
        return False
    log_security_event("password confirmation", "success", current_user.user.email)
    async with connect() as connection:
        await session_queries.update_confirmed(
            connection, current_user.session_id, datetime.now(UTC)
        )
    return True
