"""The export of your own account: everything stored about you, as one JSON document.

A feature plugs in with `add_export`, or with `add_long_export` if it may store thousands of rows.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from msgspec import Struct, json
from quart import Quart, Response, current_app

from app.accounts.activity import MOST, AccountEvent, list_activity, record_event
from app.accounts.models import SecurityEvent, Session, User
from app.accounts.sessions import current_user, list_sessions
from app.db import Connection, connect, transaction
from app.mail.messages import Message, select_messages

# Quart's default of a minute is too short for thousands of rows and a slow client.
SECONDS = 60 * 60


class Export(Struct):
    """Everything we store about you. `features` has the data of each feature by its name."""

    user: User
    sessions: list[Session]
    activity: list[SecurityEvent]
    mails: list[Message]
    features: dict[str, Any]


# Takes a connection and the id of a user, and returns what one feature stores about the user.
Exporter = Callable[[Connection, str], Awaitable[Any]]
# Takes the id of a user, and yields a list of the feature part by part.
LongExporter = Callable[[str], AsyncIterator[Sequence[Any]]]


def add_export(app: Quart, name: str, exporter: Exporter) -> None:
    """Add what a feature stores about a person to that person's export.

    Plug in from the `init_app` of a feature: `add_export(app, "notes", select_every_note)`.
    """
    app.extensions.setdefault("EXPORTS", {})[name] = exporter


def add_long_export(app: Quart, name: str, exporter: LongExporter) -> None:
    """Add a list that may be long. It is sent while it is read, and never in memory as a whole.

    Plug in from the `init_app` of a feature: `add_long_export(app, "notes", iterate_notes)`.
    Let `iterate_notes` take a connection for each part, and not yield inside of it. Otherwise a
    client that reads slowly would keep the connection.
    """
    app.extensions.setdefault("LONG_EXPORTS", {})[name] = exporter


async def export_account() -> Response:
    """Respond with the export of the current user.

    If a long list fails, the connection breaks instead of ending, so that no part of an export
    looks complete.
    """
    user = current_user.user
    exporters: dict[str, Exporter] = current_app.extensions.get("EXPORTS", {})
    sessions = await list_sessions()
    async with transaction() as connection:
        await record_event(connection, user, AccountEvent.DATA_EXPORTED)
    # More than a person can have.
    activity = await list_activity(user.id, None, 100 * MOST)
    async with connect() as connection:
        export = Export(
            user=user,
            sessions=sessions,
            activity=activity.items,
            mails=await select_messages(connection, user.email),
            features={
                name: await exporter(connection, user.id) for name, exporter in exporters.items()
            },
        )
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    response = Response(write_export(app, export), content_type="application/json")
    response.timeout = SECONDS
    return response


async def write_export(app: Quart, export: Export) -> AsyncIterator[bytes]:
    """Yield the JSON of an export, with the long lists as the last of its features."""
    exporters: dict[str, LongExporter] = app.extensions.get("LONG_EXPORTS", {})
    # Without the braces that end `features` and the export.
    yield json.encode(export, enc_hook=str).removesuffix(b"}}")
    comma = b"," if export.features else b""
    async with app.app_context():
        for name, exporter in exporters.items():
            yield comma + json.encode(name) + b":["
            comma = b""
            async for part in exporter(export.user.id):
                if part:
                    # Without its brackets.
                    yield comma + json.encode(part, enc_hook=str)[1:-1]
                    comma = b","
            yield b"]"
            comma = b","
    yield b"}}"
