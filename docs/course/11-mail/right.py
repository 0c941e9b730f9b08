"""The mail is a row that is written with the order, and undone with it."""

import asyncio
import sys

from app.db import transaction
from app.jobs.runner import run_due_jobs
from app.mail.outbox import queue_mail
from quart import current_app
from shop import list_orders, list_told, open_shop


async def place_order(name: str) -> None:
    async with transaction() as connection:
        await connection.execute("INSERT INTO orders VALUES (:name)", {"name": name})
        await queue_mail(connection, f"{name}@example.com", "Your order", "lamps/thanks", name=name)
        await connection.execute("UPDATE stock SET lamps = lamps - 1")


async def main() -> None:
    async with open_shop() as inbox:
        # There is one lamp left, and both want it.
        await asyncio.gather(place_order("ann"), place_order("ben"), return_exceptions=True)
        await run_due_jobs(current_app)  # The server does this every second.
        orders, told = await list_orders(), list_told(inbox)
    print(f"Orders: {len(orders)}. Mails that thank for an order: {len(told)}.")
    if told != orders:
        sys.exit("Wrong: someone was thanked for an order that does not exist.")


asyncio.run(main())
