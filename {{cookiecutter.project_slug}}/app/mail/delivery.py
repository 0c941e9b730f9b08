"""Delivery of the outbox: each message is tried until it is sent or has failed for a day."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import aiosmtplib
from quart import Quart, current_app

from app.config import Settings
from app.db import Connection, connect
from app.mail.outbox import (
    MAX_ATTEMPTS,
    Claim,
    claim_mails,
    compute_delay,
    delete_old_mail,
    update_failed,
    update_sent,
)
from app.mail.smtp import Mail, send_mail
from app.tasks import wait_or_shut_down

logger = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
# Less than the lease of a message, with time left to close the connection to the server.
ATTEMPT_SECONDS = 30.0
# The codes of RFC 3463 and RFC 7505 for an address: no such mailbox, no such domain, not written as
# an address, moved, a domain that takes no mail.
BAD_ADDRESS = re.compile(r"5\.1\.(1|2|3|6|10)\b")


def init_app(app: Quart) -> None:
    tasks = app.extensions["QUART_TASKS"]
    tasks.add_periodic_task(deliver_mail, timedelta(seconds=5), name="deliver-mail")
    tasks.add_periodic_task(delete_old_mail, timedelta(hours=1), name="delete-old-mail")


async def deliver_mail() -> None:
    """Send messages until none is due or the process shuts down."""
    while not current_app.shutdown_event.is_set() and (claims := await claim_mails()):
        # Await all of them before raising an error of one, because the others may have been sent.
        results = await asyncio.gather(*map(deliver_message, claims), return_exceptions=True)
        for error in filter(None, results):
            raise error


async def deliver_message(claim: Claim) -> None:
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS):
            await send_mail(claim.mail)
    except Exception as error:
        # With any error, only this message waits for its next attempt.
        await record_failure(claim, error)
    else:
        await record_success(claim.mail)


async def record_success(mail: Mail) -> None:
    settings: Settings = current_app.config["SETTINGS"]

    async def save_success(connection: Connection) -> None:
        # Without SMTP, as in development, the mailbox shows the text.
        await update_sent(connection, mail.id, forget_text=bool(settings.smtp_url))

    await save_outcome(mail, save_success)


async def record_failure(claim: Claim, error: Exception) -> None:
    delay = compute_delay(claim.attempts)
    is_given_up = claim.attempts >= MAX_ATTEMPTS or is_permanent(error)
    logger.warning(
        "Mail %s failed at attempt %d, %s: %r",
        *(claim.mail.id, claim.attempts, "the last" if is_given_up else f"next in {delay}", error),
    )
    due_at = None if is_given_up else datetime.now(UTC) + delay

    async def save_failure(connection: Connection) -> None:
        await update_failed(connection, claim, due_at, repr(error))

    await save_outcome(claim.mail, save_failure)


async def save_outcome(mail: Mail, save: Callable[[Connection], Awaitable[None]]) -> None:
    """Save an outcome, even if the database is unavailable for a while.

    Without it, a message that was sent would be sent again.
    """
    while True:
        try:
            async with connect() as connection:
                await save(connection)
        except Exception as error:
            if current_app.shutdown_event.is_set():
                raise
            logger.error("The outcome of mail %s waits for the database: %r", mail.id, error)
            await wait_or_shut_down(current_app, RETRY_SECONDS)
        else:
            return


def is_permanent(error: Exception) -> bool:
    """Return whether the server says that the address itself is wrong.

    A number alone does not: with 550, servers also refuse the sender, the network it is in or a
    password, which are wrong for every message until someone corrects them.
    """
    if not isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return False
    return all(BAD_ADDRESS.match(refused.message) for refused in error.recipients)
