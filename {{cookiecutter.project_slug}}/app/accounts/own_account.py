"""Your own account: change its profile and address, delete it. `export/` exports it.

The rows of a feature are deleted with their owner by a foreign key with `ON DELETE CASCADE`. If a
foreign key cannot reach the data, such as files, the feature plugs in with `add_deletion`. If there
may be thousands of rows, it plugs in with `add_long_deletion`.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from msgspec.structs import replace
from quart import Quart, current_app
from quart_auth import logout_user
from werkzeug.exceptions import Conflict

from app.accounts import queries
from app.accounts.activity import AccountEvent, record_event
from app.accounts.login import remember_device
from app.accounts.models import Profile, User
from app.accounts.sessions import current_user
from app.accounts.tokens import (
    Purpose,
    count_mail_request,
    delete_tokens_of,
    insert_token,
    select_token,
    use_token,
)
from app.db import Connection, connect, transaction
from app.logs import log_security_event
from app.mail.messages import delete_mail_to
from app.mail.outbox import queue_mail
from app.web.errors import refuse_field

CHANGE_EMAIL = Purpose("change-email", timedelta(hours=1))
ONLY_ADMIN = (
    "You are the only admin. Make someone else an admin first, here or with the command"
    " `app create-user EMAIL --admin`."
)


# Takes a connection in a transaction and a user, and deletes what no foreign key reaches.
Deletion = Callable[[Connection, User], Awaitable[None]]
# Takes the id of a user, and deletes rows of the user in batches.
LongDeletion = Callable[[str], Awaitable[None]]


def add_deletion(app: Quart, deletion: Deletion) -> None:
    """Await `deletion` before an account is deleted, in the same transaction.

    Plug in from the `init_app` of a feature: `add_deletion(app, delete_pictures_of)`.
    """
    app.extensions.setdefault("DELETIONS", []).append(deletion)


def add_long_deletion(app: Quart, deletion: LongDeletion) -> None:
    """Await `deletion` before the transaction that deletes an account.

    Plug in from the `init_app` of a feature: `add_long_deletion(app, delete_every_note)`. It saves
    that transaction the time for thousands of rows, in which nobody else could write on SQLite. If
    the rest fails, what it has deleted stays deleted.
    """
    app.extensions.setdefault("LONG_DELETIONS", []).append(deletion)


async def change_profile(profile: Profile) -> User:
    user = current_user.user
    async with connect() as connection:
        await queries.update_profile(connection, user.id, profile)
    return replace(user, **profile.model_dump(exclude_none=True))


async def request_new_address(email: str) -> None:
    """Mail a link to the new address, or a note if it already has an account.

    The answer is the same, so that it does not tell who has an account. Raise `RateLimitExceeded`
    after too many requests, and refuse the address that the user already has.
    """
    user = current_user.user
    if email == user.email:
        raise refuse_field("email", "This is already your address.")
    await count_mail_request("change-email", user.id)
    await count_mail_request("change-email", email)
    async with transaction() as connection:
        owner, _ = await queries.select_user_by_email(connection, email)
        token = await insert_token(connection, CHANGE_EMAIL, user_id=user.id, email=email)
        if owner is None:
            mail, subject = "accounts/new_address", "Confirm your new address"
            await queue_mail(connection, email, subject, mail, token=token)
        else:
            await queue_mail(connection, email, "You have an account", "accounts/address_taken")
    log_security_event("email change", "requested", user.email, new=email)


async def find_new_address(token: str) -> str | None:
    """Return the address that the token confirms, or None if it is not valid for this person."""
    async with connect() as connection:
        found = await select_token(connection, CHANGE_EMAIL, token)
    return found.email if found and found.user_id == current_user.user.id else None


async def confirm_new_address(token: str) -> User | None:
    """Change the address and tell the owner at the old one. Return None if the token is not valid.

    Only the person who asked can use the token. Otherwise someone could put the address of a
    stranger, who follows the link, into their own account. Raise `Conflict` if the address has got
    an account since.
    """
    user = current_user.user
    email = await find_new_address(token)
    if email is None:
        return None
    async with transaction() as connection:
        if await use_token(connection, CHANGE_EMAIL, token) is None:
            return None
        await queries.update_email(connection, user.id, email)
        await record_event(connection, user, AccountEvent.EMAIL_CHANGED, f"to {email}")
        # Links that were mailed to the old address must not open the account.
        await delete_tokens_of(connection, user.id)
        subject = "Your email address was changed"
        await queue_mail(connection, user.email, subject, "accounts/address_changed", email=email)
    log_security_event("email change", "success", user.email, new=email)
    user.email = email
    remember_device(email)
    return user


async def delete_account() -> None:
    """Delete the user, all their data and all mail to them, tell them by mail, and log out.

    Raise `Conflict` for the only admin who can log in.
    """
    user = current_user.user
    deletions: list[Deletion] = current_app.extensions.get("DELETIONS", [])
    long_deletions: list[LongDeletion] = current_app.extensions.get("LONG_DELETIONS", [])
    async with transaction() as connection:
        await refuse_only_admin(connection, user)
    for delete_rows in long_deletions:
        await delete_rows(user.id)
    async with transaction() as connection:
        await refuse_only_admin(connection, user)
        for delete in deletions:
            await delete(connection, user)
        await queries.delete_user(connection, user.id)
        await delete_mail_to(connection, user.email)
        await queue_mail(connection, user.email, "Your account was deleted", "accounts/deleted")
    log_security_event("account deletion", "success", user.email)
    logout_user()


async def refuse_only_admin(connection: Connection, user: User) -> None:
    # Of two admins who do this at the same time, the second waits here for the first.
    if user.role == "admin" and await queries.lock_admins(connection) == [user.id]:
        raise Conflict(ONLY_ADMIN)
