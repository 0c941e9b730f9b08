"""Periodic tasks: each runs in one process at a time, however many there are.

They are Quart-Tasks' tasks, with two parts replaced: the store, which keeps the time of the last
run in the database, and the call of a task, which one process claims. No error leaves either of
them, because Quart-Tasks would stop every task.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, cast

from quart import Quart
from quart_tasks import QuartTasks, TaskStoreABC, got_task_exception

from app.config import Settings
from app.db import connect
from app.db.faults import choose_trace
from app.jobs.runner import run_jobs
from app.task_runs import claim_run, hold_lease, is_leased, select_or_insert_run, update_outcome
from app.tracing import trace_run

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


def init_app(app: Quart) -> None:
    """Create `app.extensions["QUART_TASKS"]`, to which each part adds its tasks.

    They run in the web server's process, and with `RUN_TASKS=false` only in `app run-tasks`.
    """
    settings: Settings = app.config["SETTINGS"]
    app.config["QUART_TASKS_WHILST_SERVING"] = settings.run_tasks
    SharedTasks(app, store=DatabaseStore(app))


class DatabaseStore(TaskStoreABC):
    """The times of the last runs. If a task missed several runs, it makes up for them once."""

    def __init__(self, app: Quart) -> None:
        self._app = app
        # The last run of each task when its next one was planned. If another process has started
        # one since, this process does not.
        self.seen: dict[str, datetime] = {}

    async def startup(self) -> None: ...

    async def get(self, key: str, default: datetime) -> datetime:
        """Return when a task last ran, in the time zone that cron expressions are read in.

        Wait while it runs in another process, and while the database is unavailable.
        """
        while not self._app.shutdown_event.is_set():
            try:
                async with self._app.app_context(), connect() as connection:
                    run = await select_or_insert_run(connection, key, default)
            except Exception as error:
                logger.error("The task %s waits for the database: %r", key, error)
            else:
                if not is_leased(run, datetime.now(UTC)):
                    self.seen[key] = run["started_at"]
                    # The last run is in the future if the clock was set back since.
                    return min(self.seen[key], default).astimezone(default.tzinfo)
            await wait_or_shut_down(self._app, RETRY_SECONDS)
        return default

    async def set(self, key: str, executed: datetime) -> None:
        """Do nothing, because `claim_run` has saved the time already."""

    async def shutdown(self) -> None: ...


class SharedTasks(QuartTasks):
    """Quart-Tasks, changed to run a task in one process at a time and to keep its outcome."""

    _store: DatabaseStore

    async def run(self, task_name: str | None = None) -> None:
        """Run the tasks, and beside them the jobs, until the process shuts down."""
        await asyncio.gather(super().run(task_name), run_jobs(self._app))

    async def _invoke_task(self, task: Any, *, reraise: bool = False) -> None:
        # With `reraise`, the task is run by hand, whether or not it is due.
        seen = None if reraise else self._store.seen[task.name]
        try:
            async with self.task_context():
                await self._run_once(task, seen)
        except Exception as error:
            logger.error("The task %s failed", task.name, exc_info=choose_trace(error))
            if reraise:
                raise
            # If the run could not even start, the task is still due: do not try in a tight loop.
            await wait_or_shut_down(self._app, RETRY_SECONDS)

    async def _run_once(self, task: Any, seen: datetime | None) -> None:
        started_at, clock, outcome = datetime.now(UTC), perf_counter(), "failed"
        async with connect() as connection:
            if not await claim_run(connection, task.name, started_at, seen):
                if seen is None:
                    raise RuntimeError("It is already running.")
                return
        try:
            with trace_run(f"task {task.name}"):
                async with hold_lease(task.name, started_at):
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
            await update_outcome(task.name, started_at, perf_counter() - clock, outcome)


async def wait_or_shut_down(app: Quart, seconds: float) -> None:
    """Wait for some time, or only until the process shuts down."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await cast("asyncio.Event", app.shutdown_event).wait()
