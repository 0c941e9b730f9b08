"""Changes that admins make to the accounts of other people."""

from enum import StrEnum

from msgspec.structs import replace
from werkzeug.exceptions import Conflict, Forbidden, NotFound

from app.accounts.activity import record_event
from app.accounts.factors import list_factors, remove_lost_factor
from app.accounts.models import User
from app.accounts.session_queries import delete_sessions
from app.accounts.sessions import FOR_ADMINS, current_user
from app.accounts.tokens import delete_tokens_of
from app.admin import queries
from app.admin.models import UserChange, UserList, UserQuery
from app.db import connect, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail

OWN_ACCOUNT_REFUSED = (
    "You cannot disable your own account or give up your own admin role, so that there is always an"
    " admin. Ask another admin to do it."
)


class AdminEvent(StrEnum):
    """The events that a person sees in their activity."""

    DISABLED = "account disabled by an admin"
    ENABLED = "account enabled by an admin"
    ROLE_CHANGED = "role changed by an admin"


async def list_people(query: UserQuery) -> UserList:
    async with connect() as connection:
        people = await queries.select_people(connection, query)
    page = people[: query.limit]
    return UserList(page, page[-1].email if len(people) > len(page) else None)


async def find_person(user_id: str) -> User:
    """Return a user, disabled or not. Raise `NotFound` if there is no such user."""
    async with connect() as connection:
        return await queries.select_person(connection, user_id)


async def change_user(user_id: str, change: UserChange) -> User:
    """Change an account. Log its owner out if they are disabled, and mail them a new role.

    Raise `Conflict` if admins would lock themselves out, `Forbidden` if the person is no longer an
    admin, and `NotFound` if there is no such user.
    """
    admin_id = current_user.user.id
    if user_id == admin_id and (change.role == "user" or change.disabled):
        raise Conflict(OWN_ACCOUNT_REFUSED)
    async with transaction() as connection:
        # If two admins remove each other at the same time, the second waits here and then finds
        # that they are no longer an admin. Both lock in the same order, so they cannot deadlock.
        locked = {
            locked_id: await queries.select_user_for_update(connection, locked_id)
            for locked_id in sorted({admin_id, user_id})
        }
        admin, before = locked[admin_id], locked[user_id]
        if admin is None or admin.role != "admin" or admin.disabled:
            raise Forbidden(FOR_ADMINS)
        if before is None:
            raise NotFound("This user does not exist.")
        changes = {name: value for name, value in change if value is not None}
        user = replace(before, **changes)
        await queries.update_user(connection, user)
        if user.disabled != before.disabled:
            # Also when the account is enabled, so that no login from before comes back to life.
            await delete_sessions(connection, user.id)
            await delete_tokens_of(connection, user.id)
            event = AdminEvent.DISABLED if user.disabled else AdminEvent.ENABLED
            await record_event(connection, user, event, actor=admin)
            state = "disabled" if user.disabled else "enabled"
            subject = f"Your account is {state}"
            await queue_mail(connection, user.email, subject, f"admin/{state}")
        if user.role != before.role:
            detail = f"now {user.role}"
            await record_event(connection, user, AdminEvent.ROLE_CHANGED, detail, actor=admin)
            await queue_mail(
                connection, user.email, "Your role has changed", "admin/role", role=user.role
            )
    log_security_event("account change", "success", user.email, by=admin.email, **changes)
    return user


async def remove_factor(user_id: str, name: str) -> User:
    """Remove what a person lost, log them out everywhere, and tell them by mail.

    Raise `NotFound` if there is no such user, or if they do not have the factor.
    """
    factor = list_factors().get(name)
    user = factor and await remove_lost_factor(user_id, name, current_user.user)
    if not factor or not user:
        raise NotFound("This user does not have it.")
    return user
