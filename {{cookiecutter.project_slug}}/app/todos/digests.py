"""A daily mail of the todos that are due, sent in the morning of each person's time zone."""

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from app.db import Connection, DatabaseUnavailable, connect, transaction
from app.mail.outbox import queue_mail
from app.times import find_zone

logger = logging.getLogger(__name__)

MORNING = time(7)
SHOWN = 50
READ_SIZE = 500

# SQL on users, a table of accounts: one query finds everyone whose digest may be due.


class Recipient(NamedTuple):
    """A person with todos that are due, and the last day on which they got a digest."""

    id: str
    email: str
    time_zone: str
    sent_on: str | None


class DueTodo(NamedTuple):
    """An open todo, with its due time in the time zone of its owner."""

    task: str
    due: datetime


async def send_digests() -> None:
    await send_digests_of(datetime.now(UTC))


async def send_digests_of(now: datetime) -> None:
    """Send each person one digest a day.

    If the morning's digest was missed, send it later that day. If one digest fails, send the
    others, then raise `RuntimeError`.
    """
    failed = 0
    async for recipient in iterate_recipients(now + timedelta(days=1)):
        local = now.astimezone(find_zone(recipient.time_zone))
        if local.time() < MORNING or (recipient.sent_on or "") >= local.date().isoformat():
            continue
        try:
            await send_digest(recipient, local)
        except DatabaseUnavailable:
            raise
        except Exception:
            logger.exception("The digest for user %s failed", recipient.id)
            failed += 1
    if failed:
        raise RuntimeError(f"{failed} digests failed.")


async def send_digest(recipient: Recipient, local: datetime) -> None:
    day_end = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    day = local.date().isoformat()
    async with transaction() as connection:
        todos = await select_due_todos(connection, recipient.id, day_end)
        if not todos or not await update_last_digest_day(connection, recipient.id, day):
            return
        await queue_mail(
            connection,
            recipient.email,
            "Todos due today",
            "todos/digest",
            todos=todos[:SHOWN],
            has_more=len(todos) > SHOWN,
            time_zone=str(local.tzinfo),
        )


async def iterate_recipients(due_before: datetime) -> AsyncIterator[Recipient]:
    """Yield everyone whose digest may be due, and read some hundred of them at a time."""
    after = ""
    while True:
        async with connect() as connection:
            recipients = await select_recipients(connection, due_before, after)
        for recipient in recipients:
            yield recipient
        if len(recipients) < READ_SIZE:
            return
        after = recipients[-1].id


async def select_recipients(
    connection: Connection, due_before: datetime, after: str
) -> list[Recipient]:
    rows = await connection.fetch_all(
        """SELECT id, email, time_zone, sent_on
             FROM users LEFT JOIN todo_digests ON todo_digests.user_id = users.id
            WHERE id > :after AND NOT disabled
              AND EXISTS (SELECT 1 FROM todos
                           WHERE todos.user_id = users.id
                             AND NOT complete AND due < :due_before)
            ORDER BY id LIMIT :limit""",
        {"due_before": due_before, "after": after, "limit": READ_SIZE},
    )
    return [Recipient(**row) for row in rows]


async def select_due_todos(
    connection: Connection, user_id: str, day_end: datetime
) -> list[DueTodo]:
    rows = await connection.fetch_all(
        """SELECT task, due FROM todos
            WHERE user_id = :user_id AND NOT complete AND due < :day_end
            ORDER BY due, id LIMIT :limit""",
        {"user_id": user_id, "day_end": day_end, "limit": SHOWN + 1},
    )
    return [DueTodo(row["task"], row["due"].astimezone(day_end.tzinfo)) for row in rows]


async def select_last_digest_day(connection: Connection, user_id: str) -> str | None:
    """Return the day of a user's last digest, for the export of their data."""
    day: str | None = await connection.fetch_val(
        "SELECT sent_on FROM todo_digests WHERE user_id = :user_id", {"user_id": user_id}
    )
    return day


async def update_last_digest_day(connection: Connection, user_id: str, day: str) -> bool:
    """Store the day. Return whether it is new: exactly one of concurrent transactions gets True."""
    updated = await connection.fetch_val(
        """INSERT INTO todo_digests (user_id, sent_on) VALUES (:user_id, :day)
           ON CONFLICT (user_id) DO UPDATE SET sent_on = excluded.sent_on
            WHERE todo_digests.sent_on < excluded.sent_on
        RETURNING user_id""",
        {"user_id": user_id, "day": day},
    )
    return updated is not None
