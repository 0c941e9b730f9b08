"""A database that is away, at the start or later."""

import asyncio
import sys
from datetime import timedelta

import pytest
from quart import Quart

from app import create_app, task_runs, tasks
from app.config import Settings
from app.jobs import runner
from app.jobs.runner import run_due_jobs
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.mails import Inbox, queue_greetings, read_outbox, run_inbox, wait_until
from tests.test_tasks import TICK, Count
from tests.workers import DAY, read_run, start_worker, write_run

ADA = "ada@example.com"
pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps a file that is open where it is"
)


class Database:
    def __init__(self, databases: SqliteDatabases | PostgresDatabases, url: str) -> None:
        self.databases = databases
        self.url = url

    async def take_away(self) -> None:
        await asyncio.to_thread(self.databases.take_away, self.url)

    async def bring_back(self) -> None:
        await asyncio.to_thread(self.databases.bring_back, self.url)


@pytest.fixture
def database(databases: SqliteDatabases | PostgresDatabases, database_url: str) -> Database:
    return Database(databases, database_url)


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "RETRY_SECONDS", 0.05)
    monkeypatch.setattr(task_runs, "LEASE", timedelta(seconds=0.5))
    monkeypatch.setattr(runner, "RETRY_SECONDS", 0.05)


async def test_tasks_wait_for_a_database_that_is_away_at_the_start(
    settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    often = Count()
    await database.take_away()

    async with start_worker(settings, often=(TICK, often.run)):
        await wait_until(lambda: "The task often waits for the database" in caplog.text)
        await database.bring_back()
        await wait_until(lambda: often.runs > 1)

    assert "often" in caplog.text


async def test_tasks_go_on_after_the_database_was_away(
    settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = Count(), Count()

    async with start_worker(settings, first=(TICK, first.run), second=(TICK, second.run)):
        await wait_until(lambda: first.runs and second.runs)
        await database.take_away()
        for name in ("first", "second"):
            await wait_until(lambda: f"The task {name} waits" in caplog.text)  # noqa: B023
        await database.bring_back()
        runs = (first.runs, second.runs)
        await wait_until(lambda: first.runs > runs[0] + 1 and second.runs > runs[1] + 1)


async def test_tasks_end_while_the_database_is_away(
    settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async with start_worker(settings, often=(TICK, Count().run)):
        await database.take_away()
        await wait_until(lambda: "The task often waits" in caplog.text)

    await database.bring_back()


async def test_a_run_ends_though_the_database_is_away_and_the_next_follows(
    app: Quart, settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await write_run(app, "long", ago=3 * DAY)
    runs = Count()
    may_end = asyncio.Event()

    async def run_long() -> None:
        await runs.run()
        await may_end.wait()

    async with start_worker(settings, long=(TICK, run_long)):
        await wait_until(lambda: runs.runs)
        await database.take_away()
        await wait_until(lambda: "The task long could not renew its lease" in caplog.text)
        may_end.set()
        await wait_until(lambda: "The task long could not record its outcome, ok" in caplog.text)
        await database.bring_back()
        await wait_until(lambda: runs.runs > 1)

    assert (await read_run(app, "long"))["outcome"] == "ok"


async def begin_to_deliver(app: Quart, inbox: Inbox, database: Database) -> asyncio.Task[None]:
    """Deliver to a server that accepts while the database is already away."""
    inbox.is_open.clear()
    delivering = asyncio.create_task(run_due_jobs(app))
    await wait_until(lambda: inbox.asked)
    await database.take_away()
    inbox.is_open.set()
    return delivering


async def test_what_was_sent_while_the_database_was_away_is_not_sent_again(
    app: Quart, settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await queue_greetings(app, [ADA])
    async with run_inbox() as inbox:
        app.config["SETTINGS"] = inbox.settings(settings)
        delivering = await begin_to_deliver(app, inbox, database)
        await wait_until(lambda: "waits for the database" in caplog.text)
        await database.bring_back()
        await delivering

        assert inbox.recipients == [ADA]
    assert (await read_outbox(app))[0]["sent_at"] is not None


async def test_what_was_sent_is_told_in_the_log_where_the_process_has_to_end(
    settings: Settings, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings)
    async with run_inbox() as inbox, app.test_app():
        await queue_greetings(app, [ADA])
        app.config["SETTINGS"] = inbox.settings(settings)
        delivering = await begin_to_deliver(app, inbox, database)
        await wait_until(lambda: "waits for the database" in caplog.text)
        app.shutdown_event.set()
        with pytest.raises(Exception, match="database is unavailable"):
            await delivering
    await database.bring_back()

    assert "The outcome of a job" in caplog.text
