"""Exercise 1: an invitation that is mailed if it is stored, and only then."""

from app.db import transaction
from app.mail.outbox import queue_mail


async def invite(name: str) -> None:
    """Mail an invitation, and store it. A name is invited once."""
    async with transaction() as connection:
        await queue_mail(connection, f"{name}@example.com", "Hello", "mail/greeting", name=name)
        await connection.execute("INSERT INTO invitations VALUES (:name)", {"name": name})
