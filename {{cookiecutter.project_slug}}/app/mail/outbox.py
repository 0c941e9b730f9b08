"""The outbox: mail is written with its cause, in one transaction, and delivered afterwards.

All SQL of the table stands here. A message waits while `due_at` is set, and is sent once `sent_at`
is; with neither it was given up.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from msgspec import Struct
from quart import current_app

from app.config import Settings
from app.db import Connection, connect
from app.mail.rendering import render_mail
from app.mail.smtp import Mail

BATCH = 20
SHOWN = 50
# After this, a process that died leaves its messages to others. One attempt takes less.
LEASE = timedelta(minutes=1)
KEEP_SENT, KEEP_DEAD = timedelta(days=7), timedelta(days=90)


class StoredMail(NamedTuple):
    """A message of the outbox, sent or not."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str
    created_at: datetime


class MailCounts(NamedTuple):
    """How many messages there are of each kind."""

    waiting: int
    given_up: int
    sent: int


class UnsentMail(NamedTuple):
    """A message without its text, as a link in that may open an account."""

    id: str
    recipient: str
    subject: str
    created_at: datetime
    due_at: datetime | None
    attempts: int
    error: str


class Message(Struct):
    """A mail to a person, for their export: without its text, which they have."""

    subject: str
    created_at: datetime
    sent_at: datetime | None


async def queue_mail(
    connection: Connection, recipient: str, subject: str, mail: str, **context: Any
) -> None:
    """Write a message of the mail `<feature>/<name>`, such as `accounts/confirm`.

    It is kept or dropped with the transaction of `connection`, like what it tells of. The task
    `deliver-mail` sends it within seconds.
    """
    settings: Settings = current_app.config["SETTINGS"]
    text, html = render_mail(mail, settings, **context)
    await connection.execute(
        """INSERT INTO outbox
                  (id, recipient, subject, text, html, created_at, due_at, attempts, error)
           VALUES (:id, :recipient, :subject, :text, :html, :now, :now, 0, '')""",
        {
            "id": str(uuid4()),
            "recipient": recipient,
            # A header is one line, whatever the app is called.
            "subject": " ".join(f"{subject} · {settings.app_name}".split()),
            "text": text,
            "html": html,
            "now": datetime.now(UTC),
        },
    )


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


async def update_sent(connection: Connection, mail_id: str, *, forget_text: bool) -> None:
    """Note that a message was sent. Its text may hold a link that opens an account."""
    await connection.execute(
        """UPDATE outbox
              SET due_at = NULL, sent_at = :now, error = '',
                  text = CASE WHEN :forget THEN '' ELSE text END,
                  html = CASE WHEN :forget THEN '' ELSE html END
            WHERE id = :id""",
        {"id": mail_id, "now": datetime.now(UTC), "forget": forget_text},
    )


async def update_failed(
    connection: Connection, mail_id: str, attempts: int, due_at: datetime | None, error: str
) -> None:
    """Note why an attempt failed, unless another process has claimed the message since.

    Without `due_at` the message is given up.
    """
    await connection.execute(
        """UPDATE outbox SET due_at = :due_at, error = :error
            WHERE id = :id AND attempts = :attempts AND sent_at IS NULL""",
        {"id": mail_id, "attempts": attempts, "due_at": due_at, "error": error},
    )


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


async def count_mail(connection: Connection) -> MailCounts:
    row: Any = await connection.fetch_first(
        "SELECT count(due_at) AS waiting, count(sent_at) AS sent, count(*) AS total FROM outbox"
    )
    waiting, sent = row["waiting"], row["sent"]
    return MailCounts(waiting, row["total"] - waiting - sent, sent)


async def select_unsent_mail(connection: Connection, *, given_up: bool) -> list[UnsentMail]:
    """The newest of what waits, or of what was given up."""
    rows = await connection.fetch_all(
        """SELECT id, recipient, subject, created_at, due_at, attempts, error FROM outbox
            WHERE sent_at IS NULL AND (due_at IS NULL) = :given_up
            ORDER BY created_at DESC, id LIMIT :limit""",
        {"given_up": given_up, "limit": SHOWN},
    )
    return [UnsentMail(**row) for row in rows]


async def select_messages(connection: Connection, recipient: str) -> list[Message]:
    rows = await connection.fetch_all(
        """SELECT subject, created_at, sent_at FROM outbox
            WHERE recipient = :recipient
            ORDER BY created_at DESC, id""",
        {"recipient": recipient},
    )
    return [Message(**row) for row in rows]


async def select_newest_mail(connection: Connection) -> list[StoredMail]:
    rows = await connection.fetch_all(
        """SELECT id, recipient, subject, text, html, created_at FROM outbox
            ORDER BY created_at DESC LIMIT :limit""",
        {"limit": SHOWN},
    )
    return [StoredMail(**row) for row in rows]


async def select_mail(connection: Connection, mail_id: str) -> StoredMail | None:
    row = await connection.fetch_first(
        """SELECT id, recipient, subject, text, html, created_at FROM outbox WHERE id = :id""",
        {"id": mail_id},
    )
    return StoredMail(**row) if row else None
