"""Factors: what people log in with besides their password, such as a code or a key.

Someone else may have added one, or its owner may have lost it. So a password reset removes each
that the person does not keep, and an operator or an admin can remove one.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import NamedTuple

from quart import Quart, current_app

from app.accounts import queries
from app.accounts.activity import AccountEvent, record_event
from app.accounts.models import User
from app.accounts.session_queries import delete_sessions
from app.accounts.tokens import delete_tokens_of
from app.db import Connection, transaction
from app.logs import log_security_event
from app.mail.outbox import queue_mail


class Factor(NamedTuple):
    """A factor: its label, how to describe what a user has of it, and how to remove that.

    Both functions take a connection and the id of the user. `describe` returns an empty string if
    the user has none. `remove` runs in a transaction. `logs_in` says that it is enough by itself.
    """

    label: str
    describe: Callable[[Connection, str], Awaitable[str]]
    remove: Callable[[Connection, str], Awaitable[object]]
    logs_in: bool = False


def add_factor(app: Quart, name: str, factor: Factor) -> None:
    """Let a password reset remove a factor of a feature, and operators by `app remove-factor`.

    Plug in from the `init_app` of a feature:
    `add_factor(app, "badges", Factor("your badge", describe_badge, delete_badge))`.
    """
    from app.accounts.commands import remove_factor

    app.extensions.setdefault("FACTORS", {})[name] = factor
    app.cli.add_command(remove_factor)


def list_factors() -> dict[str, Factor]:
    """Return every factor that a feature has added, by its name."""
    factors: dict[str, Factor] = current_app.extensions.get("FACTORS", {})
    return factors


async def find_factors(connection: Connection, user_id: str) -> dict[str, str]:
    """Return the factors that the user has: a description of each, by its name."""
    factors = list_factors().items()
    found = {name: await factor.describe(connection, user_id) for name, factor in factors}
    return {name: description for name, description in found.items() if description}


async def remove_factors(
    connection: Connection, user_id: str, keep: Collection[str] = ()
) -> list[str]:
    """Remove the user's factors except those to keep, and return a description of each.

    Call it in a transaction.
    """
    found = await find_factors(connection, user_id)
    for name in found.keys() - set(keep):
        await list_factors()[name].remove(connection, user_id)
    return [description for name, description in found.items() if name not in keep]


async def remove_lost_factor(user_id: str, name: str, admin: User | None = None) -> User | None:
    """Remove one factor, end every session and tell the owner by mail.

    Without an admin, a command does it. Return the user, or None if there is no such user or they
    do not have the factor.
    """
    factor = list_factors()[name]
    async with transaction() as connection:
        user = await queries.select_user(connection, user_id)
        if user is None or not await factor.describe(connection, user_id):
            return None
        await factor.remove(connection, user_id)
        event = AccountEvent.FACTOR_REMOVED
        await record_event(connection, user, event, factor.label, actor=admin)
        await delete_sessions(connection, user_id)
        await delete_tokens_of(connection, user_id)
        subject = f"{factor.label.capitalize()}: removed from your account"
        await queue_mail(connection, user.email, subject, "accounts/removed", label=factor.label)
    by = admin.email if admin else "command"
    log_security_event("factor", "removed", user.email, factor=name, by=by)
    return user
