"""Three servers ask the database which of them may run, and Ann is reminded once."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.db import connect, transaction
from app.mail.outbox import queue_mail
from app.task_runs import claim_run
from quart import Quart
from tests.mails import read_outbox
from tests.workers import DAY, read_run, start_apps, write_run

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


async def remind() -> None:
    async with transaction() as connection:
        await queue_mail(
            connection, "ann@example.com", "Water the plants", "mail/greeting", name="Ann"
        )


async def run_if_due(server: Quart, last_run: datetime) -> None:
    async with server.app_context():
        async with connect() as connection:
            may_run = await claim_run(connection, "remind", datetime.now(UTC), last_run)
        if may_run:
            await remind()


async def main() -> None:
    async with open_app() as app, start_apps(app.config["SETTINGS"], 3) as servers:
        await write_run(app, "remind", ago=DAY)
        last_run = (await read_run(app, "remind"))["started_at"]
        await asyncio.gather(*(run_if_due(server, last_run) for server in servers))
        mails = await read_outbox(app)
    print(f"Three servers, and one day has passed. Mails to Ann: {len(mails)}.")
    if len(mails) != 1:
        sys.exit(f"Sent for nothing: {len(mails) - 1} of {len(mails)} mails.")


asyncio.run(main())
