"""A mail a day of what is due, in the morning of each person's own time zone."""

import logging
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from app.db import Connection, DatabaseUnavailable, connect, transaction
from app.mail.outbox import queue_mail
from app.times import find_zone

logger = logging.getLogger(__name__)

MORNING = time(7)
SHOWN = 50

# SQL on users, a table of accounts: one query finds everyone who may be due a mail.


class Person(NamedTuple):
    """Whoever has something due, and the last day on which they were told so."""

    id: str
    email: str
    time_zone: str
    sent_on: str | None


class DueTodo(NamedTuple):
    """A todo that is still open, due in its owner's time zone."""

    task: str
    due: datetime


async def send_digests() -> None:
    await send_digests_of(datetime.now(UTC))


async def send_digests_of(now: datetime) -> None:
    """Tell each person once a day, later that day where it was missed in the morning."""
    async with connect() as connection:
        people = await select_people(connection, now + timedelta(days=1))
    failed = 0
    for person in people:
        local = now.astimezone(find_zone(person.time_zone))
        if local.time() < MORNING or (person.sent_on or "") >= local.date().isoformat():
            continue
        try:
            await send_digest(person, local)
        except DatabaseUnavailable:
            raise
        except Exception:
            logger.exception("The digest of the user %s failed", person.id)
            failed += 1
    if failed:
        raise RuntimeError(f"{failed} digests failed.")


async def send_digest(person: Person, local: datetime) -> None:
    day_end = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    async with transaction() as connection:
        todos = await select_due(connection, person.id, day_end)
        if not todos or not await claim_day(connection, person.id, local.date().isoformat()):
            return
        await queue_mail(
            connection,
            person.email,
            "What is due today",
            "todos/digest",
            todos=todos[:SHOWN],
            has_more=len(todos) > SHOWN,
            time_zone=str(local.tzinfo),
        )


async def select_people(connection: Connection, due_before: datetime) -> list[Person]:
    rows = await connection.fetch_all(
        """SELECT id, email, time_zone, sent_on
             FROM users LEFT JOIN todo_digests ON todo_digests.user_id = users.id
            WHERE NOT disabled
              AND EXISTS (SELECT 1 FROM todos
                           WHERE todos.user_id = users.id
                             AND NOT complete AND due < :due_before)
            ORDER BY id""",
        {"due_before": due_before},
    )
    return [Person(**row) for row in rows]


async def select_due(connection: Connection, user_id: str, day_end: datetime) -> list[DueTodo]:
    rows = await connection.fetch_all(
        """SELECT task, due FROM todos
            WHERE user_id = :user_id AND NOT complete AND due < :day_end
            ORDER BY due, id LIMIT :limit""",
        {"user_id": user_id, "day_end": day_end, "limit": SHOWN + 1},
    )
    return [DueTodo(row["task"], row["due"].astimezone(day_end.tzinfo)) for row in rows]


async def select_last_day(connection: Connection, user_id: str) -> str | None:
    """For the export of all that is kept of a person."""
    day: str | None = await connection.fetch_val(
        "SELECT sent_on FROM todo_digests WHERE user_id = :user_id", {"user_id": user_id}
    )
    return day


async def claim_day(connection: Connection, user_id: str, day: str) -> bool:
    """Whether nobody has told them on that day, nor does in a transaction of the same time."""
    claimed = await connection.fetch_val(
        """INSERT INTO todo_digests (user_id, sent_on) VALUES (:user_id, :day)
           ON CONFLICT (user_id) DO UPDATE SET sent_on = excluded.sent_on
            WHERE todo_digests.sent_on < excluded.sent_on
        RETURNING user_id""",
        {"user_id": user_id, "day": day},
    )
    return claimed is not None
