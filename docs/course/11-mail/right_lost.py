"""The mail waits in the outbox until the mail server takes it."""

import asyncio
import sys

from app.db import connect, transaction
from app.jobs.runner import run_due_jobs
from app.mail.outbox import queue_mail
from quart import current_app
from shop import list_orders, list_told, open_shop
from tests.mails import make_due


async def place_order(name: str) -> None:
    async with transaction() as connection:
        await connection.execute("INSERT INTO orders VALUES (:name)", {"name": name})
        await connection.execute("UPDATE stock SET lamps = lamps - 1")
        await queue_mail(connection, f"{name}@example.com", "Your order", "lamps/thanks", name=name)


async def show_outbox(moment: str) -> None:
    async with connect() as connection:
        row = dict(
            await connection.fetch_first(
                "SELECT sent_at, attempts, text FROM outbox JOIN jobs ON jobs.id = job_id"
            )
        )
    state = "was sent" if row["sent_at"] else "waits"
    print(f"{moment}, it {state}. Attempts: {row['attempts']}. Text: {row['text'][:9]!r}")


async def main() -> None:
    async with open_shop() as inbox:
        inbox.answers.append("451 4.3.0 Try again later")
        await place_order("ann")
        await show_outbox("After the order")
        await run_due_jobs(current_app)
        await show_outbox("After the refusal")
        await make_due(current_app)  # as if the time until the next attempt had passed
        await run_due_jobs(current_app)
        await show_outbox("Half a minute later")
        orders, told = await list_orders(), list_told(inbox)
    print(f"Orders: {len(orders)}. Mails that thank for an order: {len(told)}.")
    if told != orders:
        sys.exit("Lost: the mail for an order. Nobody will ever send it.")


asyncio.run(main())
