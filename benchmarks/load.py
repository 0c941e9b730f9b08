"""Send requests with wrk, and read what it reports."""

import re
import subprocess
from pathlib import Path

from cells import Cell
from servers import Server

CONNECTIONS = 32
POST = Path(__file__).parent / "post.lua"
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def measure(server: Server, kind: str, seconds: int, connections: int = CONNECTIONS) -> Cell:
    before, _ = server.read_use()
    command = write_command(server, kind, seconds, connections)
    report = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after, memory = server.read_use()
    count = int(find(r"(\d+) requests in", report))
    return Cell(
        requests_per_second=float(find(r"Requests/sec:\s+([\d.]+)", report)),
        p50_ms=find_latency("50", report),
        p99_ms=find_latency("99", report),
        cpu_us=(after - before) / max(count, 1) * 1e6,
        memory_mb=memory,
        errors=count_errors(report),
    )


def write_command(server: Server, kind: str, seconds: int, connections: int) -> list[str]:
    return [
        *("wrk", "--latency", "-t1", f"-c{connections}", f"-d{seconds}s"),
        *(("-s", str(POST)) if kind == "post" else ()),
        *("-H", f"Cookie: {server.cookie}", server.find_url(kind)),
    ]


def find(pattern: str, report: str) -> str:
    found = re.search(pattern, report)
    if found is None:
        raise SystemExit(f"wrk reported something else:\n{report}")
    return found[1]


def find_latency(percentile: str, report: str) -> float:
    text = find(rf"\b{percentile}%\s+([\d.]+(?:us|ms|s))", report)
    number = text.rstrip("msu")
    return float(number) * UNITS[text.removeprefix(number)]


def count_errors(report: str) -> int:
    answers = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    sockets = re.search(r"Socket errors: (.*)", report)
    lost = sum(map(int, re.findall(r"\d+", sockets[1]))) if sockets else 0
    return lost + (int(answers[1]) if answers else 0)
