"""The runs of periodic tasks: which process has a task, and how its last run went.

All SQL for the table is in this module. A process claims a run for the time of a lease, which it
renews while the task runs. If the process dies, the lease ends and another process may run it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import Struct
from quart import current_app

from app.db import Connection, connect
from app.db.faults import choose_trace

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
# How often a lease is renewed before it would end.
RENEWALS = 3
UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}


class TaskState(Struct):
    """A periodic task, the outcome of its last run and the time of its next, if there are any."""

    name: str
    schedule: str
    due_at: datetime | None
    started_at: datetime | None
    seconds: float | None
    outcome: str


async def select_or_insert_run(connection: Connection, name: str, now: datetime) -> Any:
    """Return the last run of a task. A new task counts as run now, so it waits for one period."""
    query = "SELECT started_at, lease_until FROM task_runs WHERE name = :name"
    row = await connection.fetch_first(query, {"name": name})
    if row is None:
        await connection.execute(
            """INSERT INTO task_runs (name, started_at, outcome) VALUES (:name, :now, '')
               ON CONFLICT (name) DO NOTHING""",
            {"name": name, "now": now},
        )
        row = await connection.fetch_first(query, {"name": name})
    return row


async def claim_run(
    connection: Connection, name: str, now: datetime, seen: datetime | None
) -> bool:
    """Return whether this process may run the task now.

    Of the processes that saw the same last run, the first one may. Without `seen`, the task is run
    by hand, and may run unless it is already running.
    """
    claimed = await connection.fetch_val(
        """UPDATE task_runs
              SET started_at = :now, lease_until = :lease_until, seconds = NULL, outcome = 'running'
            WHERE name = :name
              AND started_at = :seen
              AND (lease_until IS NULL OR lease_until < :now OR lease_until > :longest)
        RETURNING name""",
        {
            "name": name,
            "now": now,
            "lease_until": now + LEASE,
            "longest": now + 2 * LEASE,
            "seen": seen or (await select_or_insert_run(connection, name, now))["started_at"],
        },
    )
    return claimed is not None


def is_leased(run: Any, now: datetime) -> bool:
    """Return whether a process is running the task.

    A longer lease than a process takes was written before the clock was set back.
    """
    return run["lease_until"] is not None and now <= run["lease_until"] <= now + 2 * LEASE


@asynccontextmanager
async def hold_lease(name: str, started_at: datetime) -> AsyncIterator[None]:
    """Renew the lease of a run for as long as the block takes."""
    ended = asyncio.Event()

    async def renew_lease() -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LEASE.total_seconds() / RENEWALS):
                    await ended.wait()
                    return
            try:
                async with connect() as connection:
                    await update_lease(connection, name, started_at)
            except Exception as error:
                trace = choose_trace(error)
                logger.error("The task %s could not renew its lease", name, exc_info=trace)

    renewing = asyncio.create_task(renew_lease())
    try:
        yield
    finally:
        # Not cancelled, because it may be using a connection.
        ended.set()
        await renewing


async def update_lease(connection: Connection, name: str, started_at: datetime) -> None:
    await connection.execute(
        """UPDATE task_runs SET lease_until = :lease_until
            WHERE name = :name AND started_at = :started_at""",
        {"name": name, "started_at": started_at, "lease_until": datetime.now(UTC) + LEASE},
    )


async def update_outcome(name: str, started_at: datetime, seconds: float, outcome: str) -> None:
    """Save how a run ended. If that fails, only log it: the task itself may have succeeded."""
    try:
        async with connect() as connection:
            await connection.execute(
                """UPDATE task_runs
                      SET lease_until = NULL, seconds = :seconds, outcome = :outcome
                    WHERE name = :name AND started_at = :started_at""",
                {"name": name, "started_at": started_at, "seconds": seconds, "outcome": outcome},
            )
    except Exception as error:
        trace = choose_trace(error)
        logger.error("The task %s could not record its outcome, %s", name, outcome, exc_info=trace)


async def list_task_states() -> list[TaskState]:
    async with connect() as connection:
        rows = await connection.fetch_all(
            "SELECT name, started_at, lease_until, seconds, outcome FROM task_runs"
        )
    runs = {row["name"]: row for row in map(dict, rows)}
    tasks = current_app.extensions["QUART_TASKS"]
    now = datetime.now(tasks._tzinfo)
    return [build_task_state(task, runs.get(task.name), now) for task in tasks._tasks]


def build_task_state(task: Any, run: Any, now: datetime) -> TaskState:
    """Describe a task. A cron expression is read in the time zone of `now`."""
    schedule = getattr(task, "cron_expression", None) or format_period(task.period)
    last = run and min(run["started_at"], now).astimezone(now.tzinfo)
    due_at = last and task.get_next(last).astimezone(UTC)
    # A row without an outcome belongs to a new task, which has not run yet.
    if run is None or run["outcome"] == "":
        return TaskState(task.name, schedule, due_at, None, None, "never")
    is_over = run["lease_until"] is not None and not is_leased(run, now)
    outcome = "interrupted" if is_over else run["outcome"]
    return TaskState(task.name, schedule, due_at, run["started_at"], run["seconds"], outcome)


def format_period(period: timedelta) -> str:
    """Return the period in the longest unit that fits, such as "every 15 minutes"."""
    seconds = period.total_seconds()
    unit = next((unit for unit, length in UNITS.items() if seconds % length == 0), "second")
    count = seconds / UNITS[unit]
    return f"every {unit}" if count == 1 else f"every {count:g} {unit}s"
