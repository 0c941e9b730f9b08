"""Periodic tasks: each run once, however many processes there are, and known of afterwards."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any, NamedTuple, cast

from quart import Quart, current_app
from quart_tasks import QuartTasks, TaskStoreABC, got_task_exception

from app.config import Settings
from app.db import Connection, connect

logger = logging.getLogger(__name__)

# A process that dies in a run leaves the task to others after this.
LEASE = timedelta(seconds=30)
RETRY_SECONDS = 5.0
UNITS = {"day": 86_400, "hour": 3_600, "minute": 60, "second": 1}


def init_app(app: Quart) -> None:
    """Make `app.extensions["QUART_TASKS"]`, to which a part adds its tasks.

    In development they run beside the web server, elsewhere in `app run-tasks`.
    """
    settings: Settings = app.config["SETTINGS"]
    app.config["QUART_TASKS_WHILST_SERVING"] = settings.app_env == "development"
    SharedTasks(app, store=DatabaseStore(app))


class TaskState(NamedTuple):
    """A periodic task, how it last went and when it is due again, as far as that is known."""

    name: str
    schedule: str
    due_at: datetime | None
    started_at: datetime | None
    seconds: float | None
    outcome: str


class DatabaseStore(TaskStoreABC):
    """Says when a task last ran. What was missed is so made up for, once."""

    def __init__(self, app: Quart) -> None:
        self._app = app
        # What a run was planned upon. If another has begun since, that one was the run.
        self.seen: dict[str, datetime] = {}

    async def startup(self) -> None: ...

    async def get(self, key: str, default: datetime) -> datetime:
        """Waits while the task runs elsewhere, and while the database is away.

        An error that left here would end every task for good.
        """
        while not self._app.shutdown_event.is_set():
            try:
                async with self._app.app_context(), connect() as connection:
                    run = await select_or_insert_run(connection, key, default)
            except Exception as error:
                logger.error("The task %s waits for the database: %r", key, error)
            else:
                if run["lease_until"] is None or run["lease_until"] < datetime.now(UTC):
                    self.seen[key] = run["started_at"]
                    return min(self.seen[key], default)  # Clocks are set back at times.
            await wait_or_shut_down(self._app, RETRY_SECONDS)
        return default

    async def set(self, key: str, executed: datetime) -> None:
        """Written already, as the run began."""

    async def shutdown(self) -> None: ...


class SharedTasks(QuartTasks):
    """Runs a task in one process at a time, and keeps how that went."""

    _store: DatabaseStore

    async def _invoke_task(self, task: Any, *, reraise: bool = False) -> None:
        # `reraise` means that somebody runs it by hand, and so at once.
        seen = None if reraise else self._store.seen[task.name]
        try:
            async with self.task_context():
                await self._run_once(task, seen)
        except Exception:
            # Nothing else may leave this method: it would end the other tasks too.
            logger.exception("The task %s failed", task.name)
            if reraise:
                raise
            # If it could not even begin, it is due still.
            await wait_or_shut_down(self._app, RETRY_SECONDS)

    async def _run_once(self, task: Any, seen: datetime | None) -> None:
        started_at, clock, outcome = datetime.now(UTC), perf_counter(), "failed"
        async with connect() as connection:
            if not await claim_run(connection, task.name, started_at, seen):
                if seen is None:
                    raise RuntimeError("It is running already.")
                return
        try:
            async with renewed_lease(task.name, started_at):
                await self._app.ensure_async(task.func)()
            outcome = "ok"
        except Exception as error:
            await got_task_exception.send_async(
                self,
                _sync_wrapper=self._app.ensure_async,  # type: ignore[arg-type]
                name=task.name,
                exception=error,
            )
            raise
        finally:
            await record_run(task.name, started_at, perf_counter() - clock, outcome)


async def wait_or_shut_down(app: Quart, seconds: float) -> None:
    await is_set_within(cast("asyncio.Event", app.shutdown_event), seconds)


async def is_set_within(event: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()


@asynccontextmanager
async def renewed_lease(name: str, started_at: datetime) -> AsyncIterator[None]:
    """Keep other processes from the task for as long as it runs."""
    ended = asyncio.Event()

    async def renew() -> None:
        while not await is_set_within(ended, LEASE.total_seconds() / 3):
            try:
                async with connect() as connection:
                    await update_lease(connection, name, started_at)
            except Exception:
                logger.exception("The task %s could not renew its lease", name)

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        # Not cancelled, as it may hold a connection.
        ended.set()
        await renewing


async def select_or_insert_run(connection: Connection, name: str, now: datetime) -> Any:
    """A task that is new here has its first run one period from now."""
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
    """Whether this process is the one to run it.

    Of those that planned the run upon the same earlier one, the first is. By hand (without `seen`)
    a task runs at once, unless it is running.
    """
    claimed = await connection.fetch_val(
        """UPDATE task_runs
              SET started_at = :now, lease_until = :lease_until, seconds = NULL, outcome = 'running'
            WHERE name = :name
              AND started_at = :seen
              AND (lease_until IS NULL OR lease_until < :now)
        RETURNING name""",
        {
            "name": name,
            "now": now,
            "lease_until": now + LEASE,
            "seen": seen or (await select_or_insert_run(connection, name, now))["started_at"],
        },
    )
    return claimed is not None


async def update_lease(connection: Connection, name: str, started_at: datetime) -> None:
    await connection.execute(
        """UPDATE task_runs SET lease_until = :lease_until
            WHERE name = :name AND started_at = :started_at""",
        {"name": name, "started_at": started_at, "lease_until": datetime.now(UTC) + LEASE},
    )


async def record_run(name: str, started_at: datetime, seconds: float, outcome: str) -> None:
    try:
        async with connect() as connection:
            await connection.execute(
                """UPDATE task_runs
                      SET lease_until = NULL, seconds = :seconds, outcome = :outcome
                    WHERE name = :name AND started_at = :started_at""",
                {"name": name, "started_at": started_at, "seconds": seconds, "outcome": outcome},
            )
    except Exception:
        logger.exception("The task %s could not record its outcome, %s", name, outcome)


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
