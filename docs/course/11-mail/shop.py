"""A shop with one lamp left, and a mail server that keeps what it gets."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.db import connect
from app.mail.rendering import get_text_environment
from tests.mails import Inbox, run_inbox

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app

HERE = Path(__file__).parent


@asynccontextmanager
async def open_shop() -> AsyncIterator[Inbox]:
    """Open the shop. Give the block the mail server, which runs on this machine."""
    # Mails of a feature are found in `app`. This one is beside the chapter.
    get_text_environment().loader.searchpath.append(str(HERE))
    async with run_inbox() as inbox:
        mail = {"smtp_url": f"smtp://localhost:{inbox.port}", "mail_from": "shop@example.com"}
        async with open_app(**mail) as app, app.app_context():
            async with connect() as connection:
                await connection.execute("CREATE TABLE orders (name TEXT)")
                await connection.execute("CREATE TABLE stock (lamps INTEGER CHECK (lamps >= 0))")
                await connection.execute("INSERT INTO stock VALUES (1)")
            yield inbox


async def list_orders() -> list[str]:
    async with connect() as connection:
        rows = await connection.fetch_all("SELECT name FROM orders ORDER BY name")
    return [row["name"] for row in rows]


def list_told(inbox: Inbox) -> list[str]:
    """Return the names of the people who got a mail."""
    return [recipient.partition("@")[0] for recipient in inbox.recipients]
