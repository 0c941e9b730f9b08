"""Measure what an operator asks: time to start, memory of open streams, health under load."""

import asyncio
import resource
import subprocess
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import urlsplit

from cells import Operation
from contestants import Contestant
from load import CONNECTIONS, write_command
from servers import Server, run_process, run_server, wait_until_ready

PORT = 8800
WARM_UP = 20


def run_operation(
    contestants: list[Contestant], url: str, folder: Path, options: Namespace
) -> dict[str, Operation]:
    """Measure each contestant. Starts take turns, so that noise meets all of them."""
    # Each stream is an open file of both sides. The servers inherit the limit.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    log = folder / "operation.log"
    times: dict[str, list[float]] = {each.name: [] for each in contestants}
    for _ in range(options.starts):
        for contestant in contestants:
            times[contestant.name].append(measure_start(contestant, url, log))
    results = {}
    for contestant in contestants:
        with run_server(contestant, url, PORT, log) as server:
            has_streams = "events" in contestant.paths
            memory = asyncio.run(measure_streams(server, options.streams)) if has_streams else None
            waits = measure_waits(server, options.seconds)
        results[contestant.name] = Operation(median(times[contestant.name]), memory, waits)
    return results


def measure_start(contestant: Contestant, url: str, log: Path) -> float:
    """Return the milliseconds from the start of the process to its first answer."""
    started = perf_counter()
    with run_process(contestant, url, PORT, log) as process:
        wait_until_ready(process, f"http://127.0.0.1:{PORT}{contestant.paths['json']}", log)
        return (perf_counter() - started) * 1000


async def measure_streams(server: Server, count: int) -> float:
    """Return the kilobytes of the server's memory that each idle event stream takes."""
    async with open_streams(server, WARM_UP):
        _, before = server.read_use()
        async with open_streams(server, count):
            _, after = server.read_use()
    return (after - before) / count * 1000


@asynccontextmanager
async def open_streams(server: Server, count: int) -> AsyncIterator[None]:
    """Open event streams one after the other, and close them at the end of the block."""
    url = urlsplit(server.find_url("events"))
    lines = f"GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nCookie: {server.cookie}\r\n\r\n"
    writers = []
    try:
        for _ in range(count):
            reader, writer = await asyncio.open_connection(url.hostname, url.port)
            writers.append(writer)
            writer.write(lines.encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head.splitlines()[0]:
                raise SystemExit(f"{server.contestant.name} refused a stream: {head.decode()}")
            await reader.readuntil(b"retry: ")
        yield
    finally:
        for writer in writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in writers))


def measure_waits(server: Server, seconds: int) -> list[float]:
    """Return how long each health check waited while wrk kept all connections busy."""
    command = write_command(server, "todos", seconds, CONNECTIONS)
    url = urlsplit(server.find_url("health"))
    connection = HTTPConnection(url.netloc)
    waits = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as wrk:
        while wrk.poll() is None:
            started = perf_counter()
            connection.request("GET", url.path)
            answer = connection.getresponse()
            answer.read()
            waits.append((perf_counter() - started) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{server.contestant.name} is not healthy: {answer.status}")
    connection.close()
    return waits
