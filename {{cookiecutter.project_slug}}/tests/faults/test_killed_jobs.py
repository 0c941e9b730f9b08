"""Web servers and workers that are killed again and again while they run jobs."""

import asyncio
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Container
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from quart import Quart

from app.config import Settings
from app.db import connect, transaction
from app.jobs.queries import insert_job
from tests.constants import PATIENCE
from tests.servers import make_environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork"),
]

JOBS, KILLS = 100, 20
# The lines of the input say whether a copy of this process becomes a web server or a worker. To
# begin each of them anew would take a hundred times as long. A lock ends with the process.
PROGRAM = """
import asyncio, fcntl, os, signal, sys
from datetime import timedelta
from app import create_app, server
from app.config import load_settings
from app.jobs import add_job, queries, runner

queries.LEASE = timedelta(seconds=3)
runner.POLL_SECONDS = 0.05
folder = sys.argv[1]
signal.signal(signal.SIGCHLD, signal.SIG_IGN)

async def work(number: int) -> None:
    with open(f"{folder}/{number}", "a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.write("overlap ")
            return
        file.write(f"{os.getpid()} ")
        file.flush()
        for _ in range(10):
            await asyncio.sleep(0.02)
        file.write("ended ")

settings = load_settings()
app = create_app(settings)
add_job(app, work, at_once=3)

async def run_tasks() -> None:
    await app.startup()
    await app.extensions["QUART_TASKS"].run()

for line in sys.stdin:
    if pid := os.fork():
        print(pid, flush=True)
    elif line == "web\\n":
        server.serve(settings, lambda: app)
    else:
        app.config["QUART_TASKS_WHILST_SERVING"] = False
        asyncio.run(run_tasks())
"""


class Crowd:
    """The copies of the process that are alive: one web server and two workers."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.alive: dict[int, bytes] = {}

    async def start(self, role: bytes) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(role)
        self.alive[int(await self._process.stdout.readline())] = role

    async def replace(self, pid: int) -> None:
        """Kill a copy, and start another in its place."""
        os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            while True:  # A server can listen only when the one before is gone.
                os.kill(pid, 0)
                await asyncio.sleep(0.01)
        await self.start(self.alive.pop(pid))

    def kill_all(self) -> None:
        for pid in self.alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@asynccontextmanager
async def start_crowd(settings: Settings, port: int, folder: Path) -> AsyncIterator[Crowd]:
    changed = settings.model_copy(update={"run_tasks": True})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, str(folder)),
        env={**make_environment(changed), "PORT": str(port)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    crowd = Crowd(process)
    try:
        for role in (b"web\n", b"worker\n", b"worker\n"):
            await crowd.start(role)
        yield crowd
    finally:
        crowd.kill_all()
        process.kill()
        await process.communicate()


async def test_no_job_is_lost_and_none_is_run_by_two_at_the_same_time(
    app: Quart, settings: Settings, unused_tcp_port: int, tmp_path: Path
) -> None:
    async with app.app_context(), transaction() as connection:
        for number in range(JOBS):
            await insert_job(connection, "work", json.dumps({"number": number}))

    async with start_crowd(settings, unused_tcp_port, tmp_path) as crowd:
        for _ in range(KILLS):
            if pid := await find_busy(tmp_path, crowd.alive):
                await crowd.replace(pid)
        async with asyncio.timeout(PATIENCE):
            while await count_states(app) != {("done", 1): JOBS}:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    diaries = read_diaries(tmp_path)
    assert len(diaries) == JOBS
    assert all(diary[-1] == "ended" for diary in diaries)
    assert not any("overlap" in diary for diary in diaries)
    assert any(len(diary) > 2 for diary in diaries)


async def find_busy(folder: Path, alive: Container[int]) -> int | None:
    """Return a process that runs a job, or None when all have ended."""
    while True:
        last = [diary[-1] for diary in read_diaries(folder) if diary]
        for word in last:
            if word.isdigit() and int(word) in alive:
                return int(word)
        if last.count("ended") == JOBS:
            return None
        await asyncio.sleep(0.01)


def read_diaries(folder: Path) -> list[list[str]]:
    """Return what each job has written: the process when it began, and that it ended."""
    return [path.read_text().split() for path in folder.iterdir()]


async def count_states(app: Quart) -> Counter[tuple[str, int]]:
    async with app.app_context(), connect() as connection:
        rows = await connection.fetch_all("SELECT state, attempts FROM jobs")
    return Counter((row["state"], row["attempts"]) for row in rows)
