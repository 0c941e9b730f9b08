"""Workers that run the periodic tasks, as apps in this process or in their own processes."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from quart import Quart

from app import create_app
from app.config import Settings
from app.db import connect
from tests.servers import make_environment

DAY = timedelta(days=1)

PROGRAM = """
import asyncio, os
from datetime import timedelta
from quart.cli import QuartGroup
from app import create_app, task_runs, tasks
from app.config import load_settings
from app.jobs import queries, runner

task_runs.LEASE = queries.LEASE = timedelta(seconds=1)
tasks.RETRY_SECONDS = runner.RETRY_SECONDS = runner.POLL_SECONDS = 0.1
app = create_app(load_settings())
periodic = app.extensions["QUART_TASKS"]
periodic._tasks.clear()
"""

Action = Callable[[], Awaitable[None]]


@asynccontextmanager
async def start_apps(settings: Settings, count: int) -> AsyncIterator[list[Quart]]:
    """Start apps that share only the database, like apps in several processes."""
    apps = [create_app(settings) for _ in range(count)]
    for app in apps:
        await app.startup()
    try:
        yield apps
    finally:
        for app in apps:
            await app.shutdown()


@asynccontextmanager
async def start_worker(
    settings: Settings, **actions: tuple[timedelta | str, Action]
) -> AsyncIterator[Quart]:
    """Run these tasks in an app of their own. Wait for them at the end.

    Each has a period or a cron expression.
    """
    app = create_app(settings)
    tasks = app.extensions["QUART_TASKS"]
    tasks._tasks.clear()
    for name, (schedule, action) in actions.items():
        add_task = tasks.add_cron_task if isinstance(schedule, str) else tasks.add_periodic_task
        add_task(action, schedule, name=name)
    async with app.test_app():
        running = asyncio.create_task(tasks.run())
        try:
            yield app
        finally:
            app.shutdown_event.set()
            await running


@asynccontextmanager
async def run_worker(
    settings: Settings, more: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `app run-tasks` with short periods, and the jobs, such as mail.

    `more` is Python code that adds to the app.
    """
    run = 'QuartGroup(create_app=lambda: app, load_dotenv=False)(["run-tasks"])'
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"{PROGRAM}{more}\n{run}"),
        env=make_environment(settings),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield worker
    finally:
        if worker.returncode is None:
            worker.kill()
        await worker.communicate()


async def write_run(app: Quart, name: str, ago: timedelta, lease: timedelta | None = None) -> None:
    """Write that the task last began so long ago. With a lease, it is still running."""
    now = datetime.now(UTC)
    async with app.app_context(), connect() as connection:
        await connection.execute(
            """INSERT INTO task_runs (name, started_at, lease_until, outcome)
                    VALUES (:name, :started_at, :lease_until, 'running')""",
            {"name": name, "started_at": now - ago, "lease_until": lease and now + lease},
        )


async def read_run(app: Quart, name: str) -> dict[str, Any]:
    async with app.app_context(), connect() as connection:
        row = await connection.fetch_first(
            "SELECT * FROM task_runs WHERE name = :name", {"name": name}
        )
    assert row is not None
    return dict(row)
