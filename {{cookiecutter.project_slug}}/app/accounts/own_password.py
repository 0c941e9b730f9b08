"""Your own password: confirm it, change it, or reset it with a link from an email.

A stolen session must not be enough for everything: `fresh_login_required` asks for the password.
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from pydantic import BaseModel
from quart_auth import login_required
from quart_schema import document_response
from werkzeug.exceptions import Forbidden

from app.accounts import queries
from app.accounts.activity import AccountEvent, record_event
from app.accounts.factors import find_factors, list_factors, remove_factors
from app.accounts.login import count_own_attempt, remember_device
from app.accounts.models import Password, PasswordChange, Reset, User
from app.accounts.passwords import hash_password, is_password, refuse_weak_password
from app.accounts.registration import is_registration_open
from app.accounts.session_queries import delete_sessions, update_confirmed
from app.accounts.sessions import current_user
from app.accounts.tokens import (
    RESET,
    count_mail_request,
    delete_tokens_of,
    insert_token,
    select_token,
    use_token,
)
from app.db import Connection, connect, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail
from app.web.errors import Problem, refuse_field
from app.web.schemes import session_only

FRESH_FOR = timedelta(minutes=10)
WRONG_PASSWORD = "The password is wrong."  # noqa: S105


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
        if not is_login_fresh():
            raise FreshLoginRequired
        return await view(*args, **kwargs)

    guarded = session_only(document_response(Problem, 403)(login_required(wrapper)))
    guarded.for_fresh_logins = True  # type: ignore[attr-defined]  # a test calls every marked view
    return guarded


def is_login_fresh() -> bool:
    # A moment in the future is as wrong as one long ago: the clock was set back since.
    return abs(datetime.now(UTC) - current_user.confirmed_at) <= FRESH_FOR


async def has_password() -> bool:
    """Return whether the user has a password. Someone who logs in in another way may have none."""
    async with connect() as connection:
        return await queries.select_password_hash(connection, current_user.user.id) is not None


async def confirm_login(password: str) -> bool:
    """Make the login fresh again, and return whether the password was right.

    Raise `RateLimitExceeded` after too many attempts.
    """
    if await match_own_password(password) is None:
        await record_wrong_password("password confirmation")
        return False
    log_security_event("password confirmation", "success", current_user.user.email)
    await refresh_login()
    return True


async def refresh_login() -> None:
    """Make the login fresh again, once the person has shown who they are."""
    async with connect() as connection:
        await update_confirmed(connection, current_user.session_id, datetime.now(UTC))


async def match_own_password(password: str) -> str | None:
    """Return the stored hash if the password matches it, or else None.

    Raise `RateLimitExceeded` after too many attempts.
    """
    await count_own_attempt(current_user.user)
    async with connect() as connection:
        password_hash = await queries.select_password_hash(connection, current_user.user.id)
    return password_hash if await is_password(password, password_hash) else None


async def record_wrong_password(event: str) -> None:
    log_security_event(event, "wrong password", current_user.user.email)
    async with transaction() as connection:
        await record_event(connection, current_user.user, AccountEvent.CONFIRMATION_FAILED)


async def change_password(data: PasswordChange) -> bool:
    """Change the password and end every other session, or return False if the old one is wrong."""
    user = current_user.user
    before = await match_own_password(data.current_password)
    if before is None:
        await record_wrong_password("password change")
        return False
    refuse_weak_password("new_password", data.new_password, user.email)
    password_hash = await hash_password(data.new_password)
    async with transaction() as connection:
        if not await queries.update_password(connection, user.id, password_hash, before):
            return False
        await record_event(connection, user, AccountEvent.PASSWORD_CHANGED)
        await end_old_access(connection, user, current_user.session_id)
    log_security_event("password change", "success", user.email)
    return True


async def request_reset(email: str) -> None:
    """Mail a link to choose a new password, or a note if the account is missing or disabled.

    The answer and its time are always the same, so that they don't tell who has an account.
    """
    await count_mail_request("reset", email)
    async with transaction() as connection:
        user, _ = await queries.select_user_by_email(connection, email)
        await record_event(connection, user, AccountEvent.RESET_REQUESTED)
        token = await insert_token(
            connection, RESET, user_id=user.id if user and not user.disabled else None
        )
        if user is None:
            subject, can_sign_up = "You have no account", is_registration_open()
            await queue_mail(
                connection, email, subject, "accounts/unknown", can_sign_up=can_sign_up
            )
        elif user.disabled:
            await queue_mail(connection, email, "Your account is disabled", "accounts/disabled")
        else:
            await queue_mail(
                connection, email, "Choose a new password", "accounts/reset", token=token
            )
    log_security_event("password reset", "requested", email)


async def find_reset(token: str) -> tuple[User, dict[str, str]] | None:
    """Return the user of the token, and their factors as `find_factors` does.

    Return None if the token is no longer valid. It is not used up.
    """
    async with connect() as connection:
        found = await select_token(connection, RESET, token)
        user = await queries.select_user(connection, (found and found.user_id) or "")
        return (user, await find_factors(connection, user.id)) if user else None


async def reset_password(data: Reset) -> User | None:
    """Set a new password, and end every session and each factor that is not to be kept.

    Return None if the token is no longer valid.
    """
    if unknown := set(data.keep) - list_factors().keys():
        raise refuse_field("keep", f"There is no {min(unknown)} to keep.")
    # Check this before hashing, which is a lot of work that anyone could cause.
    found = await find_reset(data.token)
    if found is None:
        log_security_event("password reset", "bad link", "")
        return None
    refuse_weak_password("password", data.password, found[0].email)
    password_hash = await hash_password(data.password)
    async with transaction() as connection:
        token = await use_token(connection, RESET, data.token)
        user = await queries.select_user(connection, (token and token.user_id) or "")
        if user is None:
            return None
        await queries.update_password(connection, user.id, password_hash)
        removed = await remove_factors(connection, user.id, data.keep)
        detail = f"removed: {', '.join(removed)}" if removed else ""
        await record_event(connection, user, AccountEvent.PASSWORD_RESET, detail)
        await end_old_access(connection, user, removed=removed)
    log_security_event("password reset", "success", user.email, removed=removed)
    remember_device(user.email)
    return user


async def end_old_access(
    connection: Connection, user: User, session_id: str = "", removed: Collection[str] = ()
) -> None:
    """End every other session and token, and tell the owner by mail what else logs them in."""
    await delete_sessions(connection, user.id, except_id=session_id)
    await delete_tokens_of(connection, user.id)
    kept = await find_factors(connection, user.id)
    await queue_mail(
        *(connection, user.email, "Your password was changed", "accounts/changed"),
        removed=removed,
        kept=kept.values(),
    )
