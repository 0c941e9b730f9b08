"""Everything that is kept of a person, for that person."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from msgspec import Struct
from quart import Quart, current_app

from app.accounts.authenticators import has_authenticator
from app.accounts.models import Session, User
from app.accounts.passkey_models import Passkey
from app.accounts.passkey_queries import select_passkeys
from app.accounts.sessions import current_user, list_sessions
from app.db import Connection, connect


class Message(Struct):
    """A mail to the person, without its text, which they have."""

    subject: str
    created_at: datetime
    sent_at: datetime | None


class Export(Struct):
    """What is kept of a person, by the features under their names."""

    user: User
    sessions: list[Session]
    mails: list[Message]
    passkeys: list[Passkey]
    has_second_factor: bool
    features: dict[str, Any]


# Given a connection and the user's id, what one feature keeps of the user.
Exporter = Callable[[Connection, str], Awaitable[Any]]


def add_export(app: Quart, name: str, exporter: Exporter) -> None:
    """Called by a feature in its `init_app`, for what it keeps to be exported under `name`."""
    app.extensions.setdefault("EXPORTS", {})[name] = exporter


async def export_account() -> Export:
    user = current_user.user
    exporters: dict[str, Exporter] = current_app.extensions.get("EXPORTS", {})
    open_sessions = await list_sessions()
    async with connect() as connection:
        return Export(
            user=user,
            sessions=open_sessions,
            mails=await select_messages(connection, user.email),
            passkeys=await select_passkeys(connection, user.id),
            has_second_factor=await has_authenticator(connection, user.id),
            features={
                name: await export(connection, user.id) for name, export in exporters.items()
            },
        )


async def select_messages(connection: Connection, recipient: str) -> list[Message]:
    rows = await connection.fetch_all(
        """SELECT subject, created_at, sent_at FROM outbox
            WHERE recipient = :recipient
            ORDER BY created_at DESC, id""",
        {"recipient": recipient},
    )
    return [Message(**row) for row in rows]
