"""Your own account: change its profile, export everything in it, delete it.

A feature that stores data about a person plugs in with `add_export`. Its rows are deleted with
their owner by a foreign key with `ON DELETE CASCADE`. If a foreign key cannot reach the data, such
as files, the feature plugs in with `add_deletion`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import Struct
from quart import Quart, current_app
from quart_auth import logout_user
from werkzeug.exceptions import Conflict

from app.accounts import queries
from app.accounts.models import Profile, Session, User
from app.accounts.security_log import log_security_event
from app.accounts.sessions import current_user, list_sessions
from app.db import Connection, connect, transaction
from app.mail.outbox import Message, delete_mail_to, queue_mail, select_messages

ONLY_ADMIN = (
    "You are the only admin. Make someone else an admin first, here or with the command"
    " `app create-user EMAIL --admin`."
)


class Export(Struct):
    """Everything we store about you. `features` has the data of each feature by its name."""

    user: User
    sessions: list[Session]
    mails: list[Message]
    features: dict[str, Any]


# Takes a connection and the id of a user, and returns what one feature stores about the user.
Exporter = Callable[[Connection, str], Awaitable[Any]]
# Takes a connection in a transaction and a user, and deletes what no foreign key reaches.
Deletion = Callable[[Connection, User], Awaitable[None]]


def add_export(app: Quart, name: str, exporter: Exporter) -> None:
    """Add what a feature stores about a person to that person's export.

    Plug in from the `init_app` of a feature: `add_export(app, "notes", select_every_note)`.
    """
    app.extensions.setdefault("EXPORTS", {})[name] = exporter


def add_deletion(app: Quart, deletion: Deletion) -> None:
    """Await `deletion` before an account is deleted, in the same transaction.

    Plug in from the `init_app` of a feature: `add_deletion(app, delete_pictures_of)`.
    """
    app.extensions.setdefault("DELETIONS", []).append(deletion)


async def change_profile(profile: Profile) -> User:
    user = current_user.user
    async with connect() as connection:
        await queries.update_time_zone(connection, user.id, profile.time_zone)
    user.time_zone = profile.time_zone
    return user


async def export_account() -> Export:
    user = current_user.user
    exporters: dict[str, Exporter] = current_app.extensions.get("EXPORTS", {})
    sessions = await list_sessions()
    async with connect() as connection:
        return Export(
            user=user,
            sessions=sessions,
            mails=await select_messages(connection, user.email),
            features={
                name: await export(connection, user.id) for name, export in exporters.items()
            },
        )


async def delete_account() -> None:
    """Delete the user, all their data and all mail to them, tell them by mail, and log out.

    Raise `Conflict` for the only admin who can log in.
    """
    user = current_user.user
    deletions: list[Deletion] = current_app.extensions.get("DELETIONS", [])
    async with transaction() as connection:
        # Of two admins who do this at the same time, the second waits here for the first.
        if user.role == "admin" and await queries.lock_admins(connection) == [user.id]:
            raise Conflict(ONLY_ADMIN)
        for delete in deletions:
            await delete(connection, user)
        await queries.delete_user(connection, user.id)
        await delete_mail_to(connection, user.email)
        await queue_mail(connection, user.email, "Your account was deleted", "accounts/deleted")
    log_security_event("account deletion", "success", user.email)
    logout_user()
