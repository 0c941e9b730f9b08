"""The export of your own account: everything stored about you, as one JSON document.

A feature plugs in with `add_export`, or with `add_long_export` if it may store thousands of rows.
A job writes the document in parts (`writing.py`), and you ask for it, follow it, download it and
delete it (`own_export.py`).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from quart import Quart

from app.db import Connection

# Takes a connection and the id of a user, and returns what one feature stores about the user.
Exporter = Callable[[Connection, str], Awaitable[Any]]
# Takes the id of a user, and yields a list of the feature part by part.
LongExporter = Callable[[str], AsyncIterator[Sequence[Any]]]

# Each of them reads and writes as fast as the database can.
AT_ONCE = 2
# With the delays between them, these take some minutes. Then the person can ask again.
ATTEMPTS = 5


def init_app(app: Quart) -> None:
    from app.accounts.export import queries
    from app.accounts.export.writing import write_export
    from app.jobs import add_job

    add_job(app, write_export, at_once=AT_ONCE, attempts=ATTEMPTS)
    app.extensions["QUART_TASKS"].add_periodic_task(
        queries.delete_expired_exports, timedelta(hours=1), name="delete-expired-exports"
    )

    from app.accounts.own_account import add_long_deletion

    add_long_deletion(app, queries.delete_export_and_parts)

    from app.accounts.export import api

    app.register_blueprint(api.blueprint)


def add_export(app: Quart, name: str, exporter: Exporter) -> None:
    """Add what a feature stores about a person to that person's export.

    Plug in from the `init_app` of a feature: `add_export(app, "notes", select_every_note)`.
    """
    app.extensions.setdefault("EXPORTS", {})[name] = exporter


def add_long_export(app: Quart, name: str, exporter: LongExporter) -> None:
    """Add a list that may be long. It is written while it is read, and never in memory as a whole.

    Plug in from the `init_app` of a feature: `add_long_export(app, "notes", iterate_notes)`.
    Let `iterate_notes` take a connection for each part, and not yield inside of it. Otherwise the
    parts of the export would wait for a second connection.
    """
    app.extensions.setdefault("LONG_EXPORTS", {})[name] = exporter
