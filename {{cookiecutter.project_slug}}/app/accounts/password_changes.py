"""Choosing a new password: by a link in a mail, or with the current one."""

from app.accounts import queries
from app.accounts.attempts import count_mail, remember_device
from app.accounts.models import PasswordChange, Reset, User
from app.accounts.own_password import match_own_password
from app.accounts.passwords import hash_password
from app.accounts.session_queries import delete_sessions
from app.accounts.sessions import current_user
from app.accounts.tokens import delete_tokens_of, insert_token, select_token, use_token
from app.db import Connection, connect, transaction
from app.outbox import queue_mail


async def request_reset(email: str) -> None:
    """Mail a link to choose a new password, or word that there is no account to choose it for.

    Who is disabled gets word of that, and no link. Whoever asks sees and waits for the same.
    """
    await count_mail("reset", email)
    async with transaction() as connection:
        user, _ = await queries.select_user_by_email(connection, email)
        token = await insert_token(
            connection, "reset", user_id=user.id if user and not user.disabled else None
        )
        if user is None:
            await queue_mail(connection, email, "You have no account", "mail/unknown")
        elif user.disabled:
            await queue_mail(connection, email, "Your account is disabled", "mail/disabled")
        else:
            await queue_mail(connection, email, "Choose a new password", "mail/reset", token=token)


async def reset_password(data: Reset) -> User | None:
    """Returns nothing for a token that is no good, or not any more."""
    async with connect() as connection:
        # Before the work of a hash, as anybody can ask for this.
        if await select_token(connection, "reset", data.token) is None:
            return None
    password_hash = await hash_password(data.password)
    async with transaction() as connection:
        token = await use_token(connection, "reset", data.token)
        user = await queries.select_user(connection, (token and token.user_id) or "")
        if user is None:
            return None
        await queries.update_password(connection, user.id, password_hash)
        await end_old_access(connection, user)
    remember_device(user.email)
    return user


async def change_password(data: PasswordChange) -> bool:
    """Whether the current password was right, and still is. Every other session ends then."""
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


async def end_old_access(connection: Connection, user: User, session_id: str = "") -> None:
    """Whoever came in by the old password is out, but for this session, and the owner is told."""
    await delete_sessions(connection, user.id, except_id=session_id)
    await delete_tokens_of(connection, user.id)
    await queue_mail(connection, user.email, "Your password was changed", "mail/changed")
