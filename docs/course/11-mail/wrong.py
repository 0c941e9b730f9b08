"""A mail is sent in a transaction, which then fails: an order that nobody has is confirmed."""

import asyncio
import sys
from uuid import uuid4

from app.db import transaction
from app.mail.smtp import Mail, send_mail
from shop import list_orders, list_told, open_shop


async def place_order(name: str) -> None:
    async with transaction() as connection:
        await connection.execute("INSERT INTO orders VALUES (:name)", {"name": name})
        await send_mail(Mail(str(uuid4()), f"{name}@example.com", "Your order", "Thank you!"))
        await connection.execute("UPDATE stock SET lamps = lamps - 1")


async def main() -> None:
    async with open_shop() as inbox:
        # There is one lamp left, and both want it.
        await asyncio.gather(place_order("ann"), place_order("ben"), return_exceptions=True)
        orders, told = await list_orders(), list_told(inbox)
    print(f"Orders: {len(orders)}. Mails that thank for an order: {len(told)}.")
    if told != orders:
        sys.exit("Wrong: someone was thanked for an order that does not exist.")


asyncio.run(main())
