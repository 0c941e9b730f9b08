"""Processes that are killed, with no time to say goodbye."""

import asyncio
from datetime import timedelta

import pytest
from quart import Quart

from app import tasks
from app.config import Settings
from app.jobs import queries
from app.mail import outbox
from tests.constants import PATIENCE
from tests.mails import queue_greetings, read_outbox, run_inbox, wait_until, wait_until_sent
from tests.servers import run_server
from tests.workers import read_run, run_worker, start_worker

pytestmark = pytest.mark.slow

MANY = [f"{number:02}@example.com" for number in range(30)]


async def test_the_mail_of_a_killed_process_is_sent_once_by_the_next(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await queue_greetings(app, MANY)
    async with run_inbox() as inbox:
        inbox.is_open.clear()
        changed = inbox.settings(settings)
        async with run_worker(changed) as first:
            await wait_until(lambda: inbox.asked == outbox.AT_ONCE)
            first.kill()
            await first.wait()
        monkeypatch.setattr(queries, "LEASE", timedelta(seconds=1))
        inbox.is_open.set()
        async with start_worker(changed):
            await wait_until_sent(app)

    assert inbox.recipients == MANY
    # The attempts that the kill cut off are not counted, or many kills would give a mail up.
    assert {mail["attempts"] for mail in await read_outbox(app)} == {1}


LONG = """
async def run_long():
    print("begun", flush=True)
    await asyncio.Event().wait()
periodic.add_periodic_task(run_long, timedelta(seconds=0.1), name="long")
"""


async def test_a_task_of_a_killed_process_is_run_by_the_next(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "RETRY_SECONDS", 0.1)
    async with run_worker(settings, LONG) as worker:
        assert worker.stdout is not None
        assert await worker.stdout.readline() == b"begun\n"
        worker.kill()
    was_running = await read_run(app, "long")
    begun = asyncio.Event()

    async def begin() -> None:
        begun.set()

    async with start_worker(settings, long=(timedelta(seconds=0.1), begin)):
        await asyncio.wait_for(begun.wait(), PATIENCE)

    assert was_running["outcome"] == "running"
    assert (await read_run(app, "long"))["outcome"] == "ok"


QUEUE = """
from app.db import transaction
from app.mail.outbox import queue_mail

@app.post("/queue/<name>")
@public
async def queue(name):
    async with transaction() as connection:
        await queue_mail(connection, name, "Hello", "accounts/known")
        await queue_mail(connection, name, "Hello again", "accounts/known")
    return "kept"
"""


async def post(port: int, name: str) -> bool:
    """Return whether the server acknowledged it."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"POST /queue/{name} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
            "Sec-Fetch-Site: none\r\nConnection: close\r\n\r\n".encode()
        )
        answer = await reader.read()
        writer.close()
    except OSError:
        return False
    return answer.endswith(b"kept")


async def test_what_a_killed_server_has_acknowledged_is_kept_and_nothing_is_by_half(
    app: Quart, settings: Settings, unused_tcp_port: int
) -> None:
    acknowledged: set[str] = set()

    async def post_on(client: int) -> None:
        number = 0
        while await post(unused_tcp_port, name := f"{client}-{number}"):
            acknowledged.add(name)
            number += 1

    async with run_server(settings, unused_tcp_port, QUEUE) as server:
        posting = [asyncio.create_task(post_on(client)) for client in range(5)]
        await wait_until(lambda: len(acknowledged) > 20)
        server.kill()
        await asyncio.gather(*posting)

    kept = [mail["recipient"] for mail in await read_outbox(app)]
    assert acknowledged <= set(kept)
    assert all(kept.count(name) == 2 for name in kept)
