"""The outbox: mail is stored in the transaction that causes it, and delivered afterwards.

All SQL for the table is in this module. A message waits while `due_at` is set, and was sent if
`sent_at` is set. With neither, it was given up.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from msgspec import Struct
from quart import current_app

from app.config import Settings
from app.db import Connection, connect
from app.db.batches import delete_in_batches
from app.mail.rendering import render_mail
from app.mail.smtp import Mail

BATCH_SIZE = 20
MAX_SHOWN = 50
# If a process dies, others take its messages after this time. An attempt takes less.
LEASE = timedelta(minutes=1)
# With the delays of `compute_delay`, this takes about a day.
MAX_ATTEMPTS = 14
MAX_DELAY = timedelta(hours=6)
# A message that waits longer than it may was given its time before the clock was set back.
IS_DUE = "due_at IS NOT NULL AND (due_at <= :now{})".format(
    "".join(
        f" OR (attempts = {number} AND due_at > :until_{number})"
        for number in range(MAX_ATTEMPTS + 1)
    )
)
# Not `due_at IS NULL`: SQLite would look among all mail that was sent.
IS_GIVEN_UP = "sent_at IS NULL AND (due_at IS NULL) = TRUE"
KEEP_SENT, KEEP_GIVEN_UP = timedelta(days=7), timedelta(days=90)


class StoredMail(NamedTuple):
    """A message in the outbox, sent or not."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str
    created_at: datetime


class Claim(NamedTuple):
    """A message that no other process sends until the lease ends, and which attempt this is."""

    mail: Mail
    attempts: int
    lease_until: datetime


class MailCounts(NamedTuple):
    """The number of messages of each kind."""

    waiting: int
    given_up: int
    sent: int


class UnsentMail(NamedTuple):
    """A message without its text, because a link in it may open an account."""

    id: str
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


async def queue_mail(
    connection: Connection, recipient: str, subject: str, mail: str, **context: Any
) -> None:
    """Store a message made from the mail `<feature>/<name>`, such as `accounts/confirm`.

    If the transaction of `connection` is rolled back, no mail is sent. Otherwise the task
    `deliver-mail` sends it within seconds.
    """
    settings: Settings = current_app.config["SETTINGS"]
    # A header is one line, even if the name of the app has line breaks.
    subject = " ".join(f"{subject} · {settings.app_name}".split())
    text, html = render_mail(mail, settings, **context)
    await connection.execute(
        """INSERT INTO outbox
                  (id, recipient, subject, text, html, created_at, due_at, attempts, error)
           VALUES (:id, :recipient, :subject, :text, :html, :now, :now, 0, '')""",
        {"id": str(uuid4()), "recipient": recipient, "subject": subject, "text": text, "html": html}
        | {"now": datetime.now(UTC)},
    )


async def claim_mails() -> list[Claim]:
    """Claim messages that are due, so that no other process claims them until the lease ends."""
    now = datetime.now(UTC)
    lease_until = now + LEASE
    async with connect() as connection:
        # On PostgreSQL, a second process waits here for the first. Then the last condition is no
        # longer true, so that each message is claimed only once, as on SQLite.
        rows = await connection.fetch_all(
            f"""UPDATE outbox
                   SET due_at = :lease_until
                 WHERE id IN (SELECT id FROM outbox WHERE {IS_DUE}
                               ORDER BY due_at LIMIT :batch)
                   AND {IS_DUE}
             RETURNING id, recipient, subject, text, html, attempts""",  # noqa: S608, from above
            {"now": now, "lease_until": lease_until, "batch": BATCH_SIZE, **compute_limits(now)},
        )
    return [
        Claim(Mail(*(row[name] for name in Mail._fields)), row["attempts"] + 1, lease_until)
        for row in rows
    ]


def compute_delay(attempts: int) -> timedelta:
    """Return how long a message waits after so many attempts."""
    return min(timedelta(seconds=15 << attempts), MAX_DELAY)


def compute_limits(now: datetime) -> dict[str, datetime]:
    """Return until when a message may wait at most, for each number of attempts.

    One lease more, because the clocks of several servers differ a little.
    """
    return {
        f"until_{number}": now + max(LEASE, compute_delay(number)) + LEASE
        for number in range(MAX_ATTEMPTS + 1)
    }


async def update_sent(connection: Connection, mail_id: str, *, forget_text: bool) -> None:
    """Mark a message as sent. With `forget_text`, delete its text, which may open an account."""
    await connection.execute(
        """UPDATE outbox
              SET due_at = NULL, sent_at = :now, attempts = attempts + 1, error = '',
                  text = CASE WHEN :forget THEN '' ELSE text END,
                  html = CASE WHEN :forget THEN '' ELSE html END
            WHERE id = :id""",
        {"id": mail_id, "now": datetime.now(UTC), "forget": forget_text},
    )


async def update_failed(
    connection: Connection, claim: Claim, due_at: datetime | None, error: str
) -> None:
    """Save why an attempt failed, unless another process has claimed the message since.

    Without `due_at`, give the message up.
    """
    await connection.execute(
        """UPDATE outbox SET due_at = :due_at, attempts = :attempts, error = :error
            WHERE id = :id AND due_at = :lease_until AND sent_at IS NULL""",
        {"id": claim.mail.id, "lease_until": claim.lease_until}
        | {"due_at": due_at, "attempts": claim.attempts, "error": error},
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


async def retry_given_up_mail(mail_id: str | None = None) -> int:
    """Send again all mail that was given up, or one of it, and return the number of messages."""
    async with connect() as connection:
        rows = await connection.fetch_all(
            f"""UPDATE outbox SET due_at = :now, attempts = 0
                WHERE {IS_GIVEN_UP}
                  AND (CAST(:id AS TEXT) IS NULL OR id = :id)
            RETURNING id""",  # noqa: S608, from above
            {"now": datetime.now(UTC), "id": mail_id},
        )
    return len(rows)


async def count_mail(connection: Connection) -> MailCounts:
    row: Any = await connection.fetch_first(
        """SELECT count(due_at) AS waiting, count(*) - count(due_at) AS given_up,
                  (SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL) AS sent
             FROM outbox WHERE sent_at IS NULL"""
    )
    return MailCounts(**row)


async def select_unsent_mail(connection: Connection, *, given_up: bool) -> list[UnsentMail]:
    """Return the newest messages that are waiting, or that were given up."""
    rows = await connection.fetch_all(
        """SELECT id, recipient, subject, created_at, due_at, attempts, error FROM outbox
            WHERE sent_at IS NULL AND (due_at IS NULL) = :given_up
            ORDER BY created_at DESC, id DESC LIMIT :limit""",
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
