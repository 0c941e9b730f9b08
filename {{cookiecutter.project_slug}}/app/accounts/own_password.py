"""Your own password: confirm it, change it, or reset it with a link from an email."""

from pydantic import BaseModel
from werkzeug.exceptions import Forbidden

from app.accounts import queries
from app.accounts.attempts import count_mail_request, count_own_attempt, remember_device
from app.accounts.models import Password, PasswordChange, Reset, User
from app.accounts.passwords import hash_password, is_password
from app.accounts.session_queries import delete_sessions
from app.accounts.sessions import current_user
from app.accounts.tokens import RESET, delete_tokens_of, insert_token, select_token, use_token
from app.db import Connection, connect, transaction
from app.mail.outbox import queue_mail


class OwnPassword(BaseModel, extra="forbid"):
    """Your password again, in case someone else got hold of your session."""

    password: Password


async def match_own_password(password: str) -> str | None:
    """Return the stored hash if the password matches it, or else None.

    Raise `RateLimitExceeded` after too many attempts.
    """
    await count_own_attempt(current_user.user.id)
    async with connect() as connection:
        password_hash = await queries.select_password_hash(connection, current_user.user.id)
    return password_hash if await is_password(password, password_hash) else None


async def require_own_password(password: str) -> None:
    """Raise `Forbidden` if the password is wrong, `RateLimitExceeded` after too many attempts.

    Call it before anything that a stolen session must not be enough for.
    """
    if await match_own_password(password) is None:
        raise Forbidden("The password is wrong.")


async def change_password(data: PasswordChange) -> bool:
    """Change the password and end every other session, or return False if the old one is wrong."""
    user = current_user.user
    before = await match_own_password(data.current_password)
    if before is None:
        return False
    password_hash = await hash_password(data.new_password)
    async with transaction() as connection:
        if not await queries.update_password(connection, user.id, password_hash, before):
            return False
        await end_old_access(connection, user, current_user.session_id)
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


async def reset_password(data: Reset) -> User | None:
    """Set a new password and end every session. Return None if the token is no longer valid."""
    async with connect() as connection:
        # Check this before hashing, which is a lot of work that anyone could cause.
        if await select_token(connection, RESET, data.token) is None:
            return None
    password_hash = await hash_password(data.password)
    async with transaction() as connection:
        token = await use_token(connection, RESET, data.token)
        user = await queries.select_user(connection, (token and token.user_id) or "")
        if user is None:
            return None
        await queries.update_password(connection, user.id, password_hash)
        await end_old_access(connection, user)
    remember_device(user.email)
    return user


async def end_old_access(connection: Connection, user: User, session_id: str = "") -> None:
    """End every other session and token, and tell the owner by mail."""
    await delete_sessions(connection, user.id, except_id=session_id)
    await delete_tokens_of(connection, user.id)
    await queue_mail(connection, user.email, "Your password was changed", "accounts/changed")
