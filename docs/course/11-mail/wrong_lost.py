"""The mail is sent after the transaction, while the mail server is busy: it is lost."""

import asyncio
import sys
from contextlib import suppress
from uuid import uuid4

import aiosmtplib
from app.db import transaction
from app.mail.smtp import Mail, send_mail
from shop import list_orders, list_told, open_shop


async def place_order(name: str) -> None:
    async with transaction() as connection:
        await connection.execute("INSERT INTO orders VALUES (:name)", {"name": name})
        await connection.execute("UPDATE stock SET lamps = lamps - 1")
    await send_mail(Mail(str(uuid4()), f"{name}@example.com", "Your order", "Thank you!"))


async def main() -> None:
    async with open_shop() as inbox:
        inbox.answers.append("451 4.3.0 Try again later")
        with suppress(aiosmtplib.SMTPException):
            await place_order("ann")
        orders, told = await list_orders(), list_told(inbox)
    print(f"Orders: {len(orders)}. Mails that thank for an order: {len(told)}.")
    if told != orders:
        sys.exit("Lost: the mail for an order. Nobody will ever send it.")


asyncio.run(main())
