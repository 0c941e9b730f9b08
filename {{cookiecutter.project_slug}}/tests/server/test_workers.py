"""Several processes that share a port, and end together."""

import asyncio
import json
import os
import signal
import sys

import pytest

from app.config import Settings
from tests.constants import PATIENCE
from tests.servers import make_environment
from tests.sockets import read_status

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot share a port"),
]

PROGRAM = """
import os, signal
from app.server.workers import fork_workers

number = fork_workers(3)
os.write(1, b"%d %d\\n" % (number, os.getpid()))
signal.pause()
"""


async def test_each_process_serves_and_all_end_by_one_signal(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    workers = {"WEB_CONCURRENCY": "2", "PORT": str(unused_tcp_port), "REDIS_URL": ""}
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from app.cli import main; main()", "serve"),
        env={**make_environment(server_settings), **workers},
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            lines: list[str] = []
            while sum("Running on" in line for line in lines) < 4:  # on IPv4 and on IPv6
                lines.append((await server.stderr.readline()).decode())
            request = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            status = await read_status(unused_tcp_port, request)
            server.terminate()
            rest = (await server.stderr.read()).decode()
            ended = await server.wait()
    finally:
        if server.returncode is None:
            server.terminate()

    entries = [json.loads(line) for line in [*lines, *rest.splitlines()]]
    warnings = [entry["message"] for entry in entries if entry["level"] != "INFO"]
    assert (status, ended) == (200, 0)
    assert len(warnings) == 1
    assert warnings[0].startswith("Set REDIS_URL: ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_all_end_with_an_error_if_one_ends_by_itself(number: signal.Signals) -> None:
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    async with asyncio.timeout(PATIENCE):
        started = [(await server.stdout.readline()).split() for _ in range(3)]
        os.kill(int(started[0][1]), number)
        rest, said = await server.communicate()

    assert {worker for worker, _ in started} == {b"0", b"1", b"2"}
    # The pipe is closed, so the others have ended too.
    assert (rest, server.returncode) == (b"", 128 + number)
    assert b"ended by itself" in said
