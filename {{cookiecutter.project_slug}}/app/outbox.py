"""Mail that is not lost: kept in the database with its cause, and sent until it is delivered."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import aiosmtplib
from quart import Quart, current_app, render_template

from app.config import Settings
from app.db import Connection, connect
from app.mail import Mail, send_mail
from app.tasks import wait_or_shut_down

logger = logging.getLogger(__name__)

BATCH = 20
RETRY_SECONDS = 1.0
# After this a process that died has left its messages to others. One attempt takes less, with the
# farewell to the server that may follow.
LEASE = timedelta(minutes=1)
ATTEMPT_SECONDS = 30.0
# With the delays of `record_failure`, for about a day.
MAX_ATTEMPTS = 14
MAX_DELAY = timedelta(hours=6)
KEEP_SENT, KEEP_DEAD = timedelta(days=7), timedelta(days=90)


def init_app(app: Quart) -> None:
    tasks = app.extensions["QUART_TASKS"]
    tasks.add_periodic_task(deliver_mail, timedelta(seconds=5), name="deliver-mail")
    tasks.add_periodic_task(delete_old_mail, timedelta(hours=1), name="delete-old-mail")


async def queue_mail(
    connection: Connection, recipient: str, subject: str, template: str, **context: Any
) -> None:
    """Write a message of the templates `<template>.txt` and `.html`.

    It is kept or dropped with the transaction of `connection`, as what it tells of is. The task
    `deliver-mail` sends it within seconds.
    """
    settings: Settings = current_app.config["SETTINGS"]
    context |= {"app_name": settings.app_name, "base_url": settings.base_url}
    now = datetime.now(UTC)
    await connection.execute(
        """INSERT INTO outbox
                  (id, recipient, subject, text, html, created_at, due_at, attempts, error)
           VALUES (:id, :recipient, :subject, :text, :html, :now, :now, 0, '')""",
        {
            "id": str(uuid4()),
            "recipient": recipient,
            # A header has one line, whatever the app is called.
            "subject": " ".join(f"{subject} · {settings.app_name}".split()),
            "text": await render_template(f"{template}.txt", **context),
            "html": await render_template(f"{template}.html", **context),
            "now": now,
        },
    )


async def deliver_mail() -> None:
    """Send what is due, until nothing is, or the process is to end."""
    while not current_app.shutdown_event.is_set() and (mails := await claim_mails()):
        # Each is left to end before an error of one is raised, as it may have been sent already.
        results = await asyncio.gather(
            *(deliver(mail, attempts) for mail, attempts in mails), return_exceptions=True
        )
        for error in filter(None, results):
            raise error


async def claim_mails() -> list[tuple[Mail, int]]:
    """Take messages that no other process takes until the lease ends, with their attempts."""
    now = datetime.now(UTC)
    async with connect() as connection:
        # On PostgreSQL a second process waits here for the first, and then the last condition
        # holds no longer: so each message is taken once, on either database.
        rows = await connection.fetch_all(
            """UPDATE outbox
                  SET attempts = attempts + 1, due_at = :lease_until
                WHERE id IN (SELECT id FROM outbox WHERE due_at <= :now
                              ORDER BY due_at LIMIT :batch)
                  AND due_at <= :now
            RETURNING id, recipient, subject, text, html, attempts""",
            {"now": now, "lease_until": now + LEASE, "batch": BATCH},
        )
    mails = [dict(row) for row in rows]
    return [
        (Mail(**{name: mail[name] for name in Mail._fields}), mail["attempts"]) for mail in mails
    ]


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
    # A link in it may open an account, so no text stays here. In development it is shown.
    await record(
        """UPDATE outbox
              SET due_at = NULL, sent_at = :now, error = '',
                  text = CASE WHEN :forget THEN '' ELSE text END,
                  html = CASE WHEN :forget THEN '' ELSE html END
            WHERE id = :id""",
        {"id": mail.id, "now": datetime.now(UTC), "forget": bool(settings.smtp_url)},
    )


async def record_failure(mail: Mail, attempts: int, error: Exception) -> None:
    delay = min(timedelta(seconds=15) * 2**attempts, MAX_DELAY)
    is_dead = attempts >= MAX_ATTEMPTS or is_permanent(error)
    logger.warning(
        "Mail %s failed at attempt %d, %s: %r",
        *(mail.id, attempts, "the last" if is_dead else f"next in {delay}", error),
    )
    # Unless another process has taken it since, where this one was held up past its lease.
    await record(
        """UPDATE outbox SET due_at = :due_at, error = :error
            WHERE id = :id AND attempts = :attempts AND sent_at IS NULL""",
        {
            "id": mail.id,
            "attempts": attempts,
            "due_at": None if is_dead else datetime.now(UTC) + delay,
            "error": repr(error),
        },
    )


async def record(query: str, values: dict[str, Any]) -> None:
    """Wait for a database that is away: what was sent would be sent once more without this."""
    while True:
        try:
            async with connect() as connection:
                await connection.execute(query, values)
        except Exception as error:
            if current_app.shutdown_event.is_set():
                raise
            logger.error("What became of mail %s waits for the database: %r", values["id"], error)
            await wait_or_shut_down(current_app, RETRY_SECONDS)
        else:
            return


def is_permanent(error: Exception) -> bool:
    """Whether the server knows that nobody has the address."""
    if not isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return False
    return all(refused.code >= 500 for refused in error.recipients)


async def delete_old_mail() -> None:
    now = datetime.now(UTC)
    async with connect() as connection:
        await connection.execute(
            """DELETE FROM outbox
                WHERE sent_at < :sent_before
                   OR (due_at IS NULL AND created_at < :dead_before)""",
            {"sent_before": now - KEEP_SENT, "dead_before": now - KEEP_DEAD},
        )


async def delete_mail_to(connection: Connection, recipient: str) -> None:
    """Forget what was sent to a person, and send no more."""
    await connection.execute(
        "DELETE FROM outbox WHERE recipient = :recipient", {"recipient": recipient}
    )


async def revive_dead_mail(mail_id: str | None = None) -> int:
    """Try once more what was given up, or one of it; returns how many there are."""
    async with connect() as connection:
        rows = await connection.fetch_all(
            """UPDATE outbox SET due_at = :now, attempts = 0
                WHERE due_at IS NULL AND sent_at IS NULL
                  AND (CAST(:id AS TEXT) IS NULL OR id = :id)
            RETURNING id""",
            {"now": datetime.now(UTC), "id": mail_id},
        )
    return len(rows)
