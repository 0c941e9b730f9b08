"""Exports whose process is killed, lost or beside others, and exports that end in the middle."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.export import add_long_export
from app.config import Settings
from app.db import connect
from app.jobs import progress
from app.jobs.runner import run_due_jobs
from tests.accounts.people import create_user, log_in, read_mail
from tests.accounts.test_export import PATH, count_parts, read_file
from tests.constants import PATIENCE
from tests.workers import run_worker, start_apps

# More than one part.
NOTE = 100_000 * "a"


class Notes:
    """A long list that stops in its middle until it may go on."""

    def __init__(self, note: str = NOTE) -> None:
        self.note = note
        self.is_halfway, self.may_go_on = asyncio.Event(), asyncio.Event()

    async def iterate(self, user_id: str) -> AsyncIterator[list[str]]:
        yield [self.note]
        self.is_halfway.set()
        await self.may_go_on.wait()
        yield [self.note]


@pytest.fixture
def notes(app: Quart) -> Notes:
    notes = Notes()
    add_long_export(app, "my notes", notes.iterate)
    return notes


async def take_over(app: Quart) -> None:
    """Have the job look as if the process that runs it had died."""
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE jobs SET due_at = :now WHERE state = 'running'", {"now": datetime.now(UTC)}
        )


KILLED = f"""
from app.accounts.export import add_long_export

async def iterate_notes(user_id):
    yield [{len(NOTE)} * "a"]
    yield []
    print("halfway", flush=True)
    await asyncio.Event().wait()

add_long_export(app, "my notes", iterate_notes)
"""


@pytest.mark.slow
async def test_the_export_of_a_killed_process_is_written_anew_by_the_next(
    app: Quart, settings: Settings, user_client: Client
) -> None:
    notes = Notes("b")
    notes.may_go_on.set()
    add_long_export(app, "my notes", notes.iterate)
    await user_client.post(PATH)
    async with run_worker(settings, KILLED) as worker:
        assert worker.stdout is not None
        assert await worker.stdout.readline() == b"halfway\n"
        worker.kill()
        await worker.wait()
    written = await count_parts(app)

    async with asyncio.timeout(PATIENCE):
        while (await (await user_client.get(PATH)).get_json())["state"] != "done":
            await run_due_jobs(app)
            await asyncio.sleep(0.1)

    assert written == (1, 1)
    assert (await read_file(user_client))["features"]["my notes"] == ["b", "b"]
    assert await count_parts(app) == (1, 1)
    assert len(await read_mail(app)) == 1


async def test_a_lost_process_that_goes_on_changes_nothing(
    app: Quart, settings: Settings, user_client: Client, notes: Notes
) -> None:
    await user_client.post(PATH)
    losing = asyncio.create_task(run_due_jobs(app))
    await notes.is_halfway.wait()
    await take_over(app)
    async with start_apps(settings, 1) as (other,):
        short = Notes("b")
        short.may_go_on.set()
        add_long_export(other, "my notes", short.iterate)
        await run_due_jobs(other)

    notes.may_go_on.set()
    await losing

    assert (await read_file(user_client))["features"]["my notes"] == ["b", "b"]
    assert await count_parts(app) == (1, 1)
    assert len(await read_mail(app)) == 1


async def test_exports_of_many_people_in_two_processes_are_all_right(
    app: Quart, settings: Settings
) -> None:
    emails = [f"{number}@example.com" for number in range(6)]
    clients = []
    for email in emails:
        await create_user(app, email)
        clients.append(await log_in(app, email))
        await clients[-1].post(PATH)

    async with start_apps(settings, 2) as apps:
        await asyncio.gather(*map(run_due_jobs, apps))

    exports = [await read_file(client) for client in clients]
    assert [export["user"]["email"] for export in exports] == emails
    assert sorted(recipient for recipient, _, _ in await read_mail(app)) == emails


async def delete_export(client: Client) -> int:
    return (await client.delete(PATH)).status_code


async def delete_account(client: Client) -> int:
    return (await client.delete("/api/users/me")).status_code


@pytest.mark.parametrize(("end", "mails"), [(delete_export, 0), (delete_account, 1)])
async def test_an_export_that_is_deleted_in_the_middle_leaves_nothing(
    app: Quart, user_client: Client, notes: Notes, end: Callable[[Client], Any], mails: int
) -> None:
    await user_client.post(PATH)
    running = asyncio.create_task(run_due_jobs(app))
    await notes.is_halfway.wait()

    status = await end(user_client)
    notes.may_go_on.set()
    await running

    assert status == 204
    assert await count_parts(app) == (0, 0)
    assert len(await read_mail(app)) == mails


async def test_a_long_list_notices_that_its_job_was_canceled(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_go_on = asyncio.Event(), asyncio.Event()
    read = 0

    async def iterate_notes(user_id: str) -> AsyncIterator[list[str]]:
        nonlocal read
        while True:
            yield ["short"]
            read += 1
            begun.set()
            await may_go_on.wait()

    monkeypatch.setattr(progress, "SECONDS", 0)
    add_long_export(app, "my notes", iterate_notes)
    await user_client.post(PATH)
    running = asyncio.create_task(run_due_jobs(app))
    await begun.wait()

    await user_client.delete(PATH)
    may_go_on.set()
    await asyncio.wait_for(running, PATIENCE)

    assert read == 1
