"""The welcome mail: stored with the account, and sent later by a task of quart-tasks."""

from datetime import timedelta
from email.message import EmailMessage

import aiosmtplib
from quart import Quart, current_app
from quart_db import Connection

from quart_app.db import transaction


def init_app(app: Quart) -> None:
    tasks = app.extensions["QUART_TASKS"]
    tasks.add_periodic_task(send_mails, timedelta(seconds=1), name="send-mails")


async def queue_welcome(connection: Connection, address: str) -> None:
    """Store a mail in the transaction that creates the account: both are kept, or neither."""
    await connection.execute("INSERT INTO outbox (address) VALUES (:address)", {"address": address})


async def send_mails() -> None:
    """Send what is waiting. After an error, the mail waits for the next run."""
    async with transaction() as connection:
        waiting = await connection.fetch_all("SELECT id, address FROM outbox ORDER BY id")
    for row in waiting:
        mail = EmailMessage()
        mail["From"], mail["To"] = "notes@example.com", row["address"]
        mail["Subject"] = "Welcome to Notes"
        mail.set_content("Your first note is waiting for you.")
        await aiosmtplib.send(mail, hostname="localhost", port=current_app.config["SMTP_PORT"])
        async with transaction() as connection:
            await connection.execute("DELETE FROM outbox WHERE id = :id", {"id": row["id"]})
