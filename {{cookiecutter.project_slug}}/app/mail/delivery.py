"""Delivers the outbox: tries each message until it is sent, or has failed for about a day."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiosmtplib
from quart import Quart, current_app

from app.config import Settings
from app.db import Connection, connect
from app.mail.outbox import claim_mails, delete_old_mail, update_failed, update_sent
from app.mail.smtp import Mail, send_mail
from app.tasks import wait_or_shut_down

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
# Shorter than the lease of a message, with room for the goodbye to the server that may follow.
ATTEMPT_SECONDS = 30.0
# With the delays of `record_failure`, for about a day.
MAX_ATTEMPTS = 14
MAX_DELAY = timedelta(hours=6)


def init_app(app: Quart) -> None:
    tasks = app.extensions["QUART_TASKS"]
    tasks.add_periodic_task(deliver_mail, timedelta(seconds=5), name="deliver-mail")
    tasks.add_periodic_task(delete_old_mail, timedelta(hours=1), name="delete-old-mail")


async def deliver_mail() -> None:
    """Send what is due, until nothing is or the process shuts down."""
    while not current_app.shutdown_event.is_set() and (mails := await claim_mails()):
        # All are awaited before an error of one is raised: the others may have been sent.
        results = await asyncio.gather(
            *(deliver(mail, attempts) for mail, attempts in mails), return_exceptions=True
        )
        for error in filter(None, results):
            raise error


async def deliver(mail: Mail, attempts: int) -> None:
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS):
            await send_mail(mail)
    except Exception as error:
        # Whatever it is, only this message waits for its next attempt.
        await record_failure(mail, attempts, error)
    else:
        await record_success(mail)


async def record_success(mail: Mail) -> None:
    settings: Settings = current_app.config["SETTINGS"]

    async def record(connection: Connection) -> None:
        # In development the mailbox shows the text.
        await update_sent(connection, mail.id, forget_text=bool(settings.smtp_url))

    await record_surely(mail, record)


async def record_failure(mail: Mail, attempts: int, error: Exception) -> None:
    delay = min(timedelta(seconds=15) * 2**attempts, MAX_DELAY)
    is_dead = attempts >= MAX_ATTEMPTS or is_permanent(error)
    logger.warning(
        "Mail %s failed at attempt %d, %s: %r",
        *(mail.id, attempts, "the last" if is_dead else f"next in {delay}", error),
    )
    due_at = None if is_dead else datetime.now(UTC) + delay

    async def record(connection: Connection) -> None:
        await update_failed(connection, mail.id, attempts, due_at, repr(error))

    await record_surely(mail, record)


async def record_surely(mail: Mail, record: Callable[[Connection], Awaitable[None]]) -> None:
    """Wait while the database is away: without its record a sent message would be sent again."""
    while True:
        try:
            async with connect() as connection:
                await record(connection)
        except Exception as error:
            if current_app.shutdown_event.is_set():
                raise
            logger.error("The outcome of mail %s waits for the database: %r", mail.id, error)
            await wait_or_shut_down(current_app, RETRY_SECONDS)
        else:
            return


def is_permanent(error: Exception) -> bool:
    """Return whether the server refused the address itself."""
    if not isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return False
    return all(refused.code >= 500 for refused in error.recipients)
