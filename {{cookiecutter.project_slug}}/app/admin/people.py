"""What admins do to the accounts of others."""

from msgspec.structs import replace
from werkzeug.exceptions import Conflict, Forbidden, NotFound

from app.accounts.models import User
from app.accounts.session_queries import delete_sessions
from app.accounts.sessions import FOR_ADMINS, current_user
from app.accounts.tokens import delete_tokens_of
from app.admin import queries
from app.admin.models import UserChange, UserList, UserQuery
from app.db import connect, transaction
from app.mail.outbox import queue_mail

NOT_ONESELF = (
    "You cannot disable your own account or stop being an admin yourself, so that there is always"
    " an admin. Ask another admin to do it."
)


async def list_people(query: UserQuery) -> UserList:
    async with connect() as connection:
        users = await queries.select_users(
            connection, query.search.lower(), query.cursor, query.limit + 1
        )
    page = users[: query.limit]
    return UserList(page, page[-1].email if len(users) > len(page) else None)


async def change_user(user_id: str, change: UserChange) -> User:
    """Who is disabled by it is logged out in the same transaction.

    Raises `Conflict`, `Forbidden` and `NotFound`.
    """
    admin_id = current_user.user.id
    if user_id == admin_id and (change.role == "user" or change.disabled):
        raise Conflict(NOT_ONESELF)
    async with transaction() as connection:
        # Of two admins who remove each other at once the second waits here, and is none by then.
        # They lock in the same order, so that neither waits for the other for ever.
        locked = {
            locked_id: await queries.lock_user(connection, locked_id)
            for locked_id in sorted({admin_id, user_id})
        }
        admin, before = locked[admin_id], locked[user_id]
        if admin is None or admin.role != "admin" or admin.disabled:
            raise Forbidden(FOR_ADMINS)
        if before is None:
            raise NotFound("There is no such user.")
        changes = {name: value for name, value in change if value is not None}
        user = replace(before, **changes)
        await queries.update_user(connection, user)
        if user.disabled != before.disabled:
            # When they are enabled too: no log-in that had begun before comes to life.
            await delete_sessions(connection, user.id)
            await delete_tokens_of(connection, user.id)
        if user.role != before.role:
            await queue_mail(
                connection, user.email, "Your role has changed", "admin/role", role=user.role
            )
    return user
