"""The SQL of the outbox. Whether a message waits or was given up is said by its job.

A message was sent if `sent_at` is set.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from msgspec import Struct

from app.db import Connection
from app.db.batches import delete_in_batches
from app.mail.smtp import Mail

# SQL on jobs, a table of jobs: the state of a message is that of its job.

MAX_SHOWN = 50
IS_GIVEN_UP = """sent_at IS NULL
       AND NOT EXISTS (SELECT id FROM jobs WHERE id = job_id AND due_at IS NOT NULL)"""
KEEP_SENT, KEEP_GIVEN_UP = timedelta(days=7), timedelta(days=90)


class StoredMail(NamedTuple):
    """A message in the outbox, sent or not."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str
    created_at: datetime


class MailCounts(Struct):
    """The number of messages of each kind."""

    waiting: int
    given_up: int
    sent: int


class UnsentMail(Struct):
    """A message without its text, because a link in it may open an account."""

    job_id: str
    recipient: str
    subject: str
    created_at: datetime
    due_at: datetime | None
    attempts: int
    error: str


class Message(Struct):
    """A message to a person, for their export. They already have its text."""

    subject: str
    created_at: datetime
    sent_at: datetime | None


async def insert_mail(connection: Connection, job_id: str, mail: Mail) -> None:
    await connection.execute(
        """INSERT INTO outbox (id, job_id, recipient, subject, text, html, created_at)
           VALUES (:id, :job_id, :recipient, :subject, :text, :html, :now)""",
        {**mail._asdict(), "job_id": job_id, "now": datetime.now(UTC)},
    )


async def select_unsent_text(connection: Connection, mail_id: str) -> Mail | None:
    row = await connection.fetch_first(
        """SELECT id, recipient, subject, text, html FROM outbox
            WHERE id = :id AND sent_at IS NULL""",
        {"id": mail_id},
    )
    return Mail(**row) if row else None


async def update_sent(connection: Connection, mail_id: str, *, forget_text: bool) -> None:
    """Mark a message as sent. With `forget_text`, delete its text, which may open an account."""
    await connection.execute(
        """UPDATE outbox
              SET sent_at = :now,
                  text = CASE WHEN :forget THEN '' ELSE text END,
                  html = CASE WHEN :forget THEN '' ELSE html END
            WHERE id = :id""",
        {"id": mail_id, "now": datetime.now(UTC), "forget": forget_text},
    )


async def delete_old_mail() -> None:
    """Delete mail some time after it was sent, or queued if it was given up."""
    for rows, kept in (
        ("sent_at < :before ORDER BY sent_at", KEEP_SENT),
        (f"{IS_GIVEN_UP} AND created_at < :before ORDER BY created_at", KEEP_GIVEN_UP),
    ):
        await delete_in_batches(
            f"""DELETE FROM outbox
                 WHERE id IN (SELECT id FROM outbox WHERE {rows} LIMIT :batch)
             RETURNING id""",  # noqa: S608, from above
            {"before": datetime.now(UTC) - kept},
        )


async def delete_mail_to(connection: Connection, recipient: str) -> None:
    """Delete all messages to a person, sent or not."""
    await connection.execute(
        "DELETE FROM outbox WHERE recipient = :recipient", {"recipient": recipient}
    )


async def count_mail(connection: Connection) -> MailCounts:
    row: Any = await connection.fetch_first(
        """SELECT count(due_at) AS waiting, count(*) - count(due_at) AS given_up,
                  (SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL) AS sent
             FROM outbox LEFT JOIN jobs ON jobs.id = job_id
            WHERE sent_at IS NULL"""
    )
    return MailCounts(**row)


async def select_unsent_mail(connection: Connection, *, given_up: bool) -> list[UnsentMail]:
    """Return the newest messages that are waiting, or that were given up."""
    rows = await connection.fetch_all(
        """SELECT job_id, recipient, subject, outbox.created_at, due_at, attempts, error
             FROM outbox JOIN jobs ON jobs.id = job_id
            WHERE sent_at IS NULL AND (due_at IS NULL) = :given_up
            ORDER BY outbox.created_at DESC, outbox.id DESC LIMIT :limit""",
        {"given_up": given_up, "limit": MAX_SHOWN},
    )
    return [UnsentMail(**row) for row in rows]


async def select_messages(connection: Connection, recipient: str) -> list[Message]:
    rows = await connection.fetch_all(
        """SELECT subject, created_at, sent_at FROM outbox
            WHERE recipient = :recipient ORDER BY created_at DESC, id""",
        {"recipient": recipient},
    )
    return [Message(**row) for row in rows]


async def select_newest_mail(connection: Connection) -> list[StoredMail]:
    rows = await connection.fetch_all(
        """SELECT id, recipient, subject, text, html, created_at FROM outbox
            ORDER BY created_at DESC LIMIT :limit""",
        {"limit": MAX_SHOWN},
    )
    return [StoredMail(**row) for row in rows]


async def select_mail(connection: Connection, mail_id: str) -> StoredMail | None:
    row = await connection.fetch_first(
        "SELECT id, recipient, subject, text, html, created_at FROM outbox WHERE id = :id",
        {"id": mail_id},
    )
    return StoredMail(**row) if row else None
