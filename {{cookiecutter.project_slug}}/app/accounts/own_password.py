"""Your own password: match it, change it, or reset it with a link from an email."""

from collections.abc import Collection

from app.accounts import queries
from app.accounts.attempts import count_mail_request, count_own_attempt, remember_device
from app.accounts.factors import find_factors, list_factors, remove_factors
from app.accounts.models import PasswordChange, Reset, User
from app.accounts.passwords import hash_password, is_password, refuse_weak_password
from app.accounts.security_log import log_security_event
from app.accounts.session_queries import delete_sessions
from app.accounts.sessions import current_user
from app.accounts.tokens import RESET, delete_tokens_of, insert_token, select_token, use_token
from app.db import Connection, connect, transaction
from app.mail.outbox import queue_mail
from app.web.errors import refuse_field

WRONG_PASSWORD = "The password is wrong."  # noqa: S105


async def match_own_password(password: str) -> str | None:
    """Return the stored hash if the password matches it, or else None.

    Raise `RateLimitExceeded` after too many attempts.
    """
    await count_own_attempt(current_user.user)
    async with connect() as connection:
        password_hash = await queries.select_password_hash(connection, current_user.user.id)
    return password_hash if await is_password(password, password_hash) else None


async def change_password(data: PasswordChange) -> bool:
    """Change the password and end every other session, or return False if the old one is wrong."""
    user = current_user.user
    before = await match_own_password(data.current_password)
    if before is None:
        log_security_event("password change", "wrong password", user.email)
        return False
    refuse_weak_password("new_password", data.new_password, user.email)
    password_hash = await hash_password(data.new_password)
    async with transaction() as connection:
        if not await queries.update_password(connection, user.id, password_hash, before):
            return False
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
        token = await insert_token(
            connection, RESET, user_id=user.id if user and not user.disabled else None
        )
        if user is None:
            await queue_mail(connection, email, "You have no account", "accounts/unknown")
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
