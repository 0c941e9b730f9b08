"""How the mail and the tasks are doing, as commands and pages show it."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from quart import current_app

from app.db import Connection, connect

SHOWN = 50
UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}


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


class TaskState(NamedTuple):
    """A periodic task, how it last went and when it is due again, as far as that is known."""

    name: str
    schedule: str
    due_at: datetime | None
    started_at: datetime | None
    seconds: float | None
    outcome: str


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


async def list_task_states() -> list[TaskState]:
    async with connect() as connection:
        rows = await connection.fetch_all(
            "SELECT name, started_at, lease_until, seconds, outcome FROM task_runs"
        )
    runs = {row["name"]: row for row in map(dict, rows)}
    return [
        describe_task(task, runs.get(task.name))
        for task in current_app.extensions["QUART_TASKS"]._tasks
    ]


def describe_task(task: Any, run: Any) -> TaskState:
    schedule = getattr(task, "cron_expression", None) or describe_period(task.period)
    due_at = run and task.get_next(run["started_at"])
    # A row without an outcome says when the task was first planned.
    if run is None or run["outcome"] == "":
        return TaskState(task.name, schedule, due_at, None, None, "never")
    is_over = run["lease_until"] is not None and run["lease_until"] < datetime.now(UTC)
    outcome = "interrupted" if is_over else run["outcome"]
    return TaskState(task.name, schedule, due_at, run["started_at"], run["seconds"], outcome)


def describe_period(period: timedelta) -> str:
    """In the longest unit that fits, such as "every 15 minutes" or "every hour"."""
    seconds = period.total_seconds()
    unit = next((unit for unit, length in UNITS.items() if seconds % length == 0), "second")
    count = seconds / UNITS[unit]
    return f"every {unit}" if count == 1 else f"every {count:g} {unit}s"
