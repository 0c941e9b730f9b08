"""Exercise 1: an invitation that is mailed even if it is not stored."""

from uuid import uuid4

from app.db import transaction
from app.mail.smtp import Mail, send_mail


async def invite(name: str) -> None:
    """Mail an invitation, and store it. A name is invited once."""
    async with transaction() as connection:
        await send_mail(Mail(str(uuid4()), f"{name}@example.com", "Hello", "You are invited."))
        await connection.execute("INSERT INTO invitations VALUES (:name)", {"name": name})
