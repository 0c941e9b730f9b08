"""Turn the figures of a run into tables, and write them where people read them."""

import os
import platform
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from cells import Cell, Operation, Results

PEERS = ("FastAPI, same features", "FastAPI, tuned", "Flask, same features")
BEGIN, END = "<!-- Written by `make bench`: begin -->", "<!-- end -->"


def describe_machine(versions: Mapping[str, str]) -> str:
    """Return the day, the machine and the versions."""
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench`, on {os.cpu_count()} cores of"
        f" {read_processor()} with {platform.system()}. Versions: {listed}."
    )


def read_processor() -> str:
    """Return the processor's name, which Python itself does not know on Linux."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


def describe_speed(results: Results) -> list[str]:
    """Return the tables of all rounds: first relative to each peer, then the figures themselves."""
    names, kinds = list_names(results)
    parts = []
    for peer in PEERS:
        if peer in names:
            title = f"## Requests per second, relative to {peer}"
            parts += [title, make_table(names, kinds, compare_to(results, peer))]
    columns: dict[str, Callable[[Cell], float]] = {
        "## Requests per second": lambda cell: cell.requests_per_second,
        "## Median latency, ms": lambda cell: cell.p50_ms,
        "## 99th percentile of latency, ms": lambda cell: cell.p99_ms,
        "## CPU of the server per request, µs": lambda cell: cell.cpu_us,
        "## Memory after the run, MB": lambda cell: cell.memory_mb,
    }
    for title, read in columns.items():
        parts += [title, make_table(names, kinds, take_median(results, read))]
    return parts


def describe_growth(results: Results) -> list[str]:
    names, kinds = list_names(results)
    return [
        "## The application as a person's list grows: median latency, ms",
        make_table(names, kinds, take_median(results, lambda cell: cell.p50_ms)),
        "## The application as a person's list grows: CPU of the server per request, µs",
        make_table(names, kinds, take_median(results, lambda cell: cell.cpu_us)),
    ]


def describe_operation(results: Mapping[str, Operation]) -> list[str]:
    columns: dict[str, Callable[[Operation], float | None]] = {
        "start to first answer, ms": lambda each: each.start_ms,
        "memory of an idle event stream, kB": lambda each: each.stream_kb,
        "a health check under load, median, ms": lambda each: median(each.waits_ms),
        "99th percentile": lambda each: quantiles(each.waits_ms, n=100, method="inclusive")[98],
        "longest": lambda each: max(each.waits_ms),
    }

    def compute(name: str, column: str) -> str:
        value = columns[column](results[name])
        return "-" if value is None else round_off(value)

    return ["## Operation", make_table(list(results), list(columns), compute)]


def summarize(results: Results) -> str:
    """Return the short table of README.md: each way to run ours, relative to each peer."""
    names, kinds = list_names(results)
    rows = {
        f"{name} : {peer}": (name, peer)
        for peer in PEERS
        if peer in names
        for name in names
        if name.startswith("ours")
    }
    return make_table(
        list(rows), kinds, lambda row, kind: compare_to(results, rows[row][1])(rows[row][0], kind)
    )


def replace_between(text: str, content: str) -> str:
    """Return `text` with `content` between the two marks, and nothing else changed."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"README.md needs the lines {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n{content}\n{END}{after}"


def list_names(results: Results) -> tuple[list[str], list[str]]:
    """Return the contestants and the kinds of requests, each once, in their order."""
    return list(dict.fromkeys(name for name, _ in results)), list(
        dict.fromkeys(kind for _, kind in results)
    )


def count_errors(cells: list[Cell]) -> int:
    return sum(cell.errors for cell in cells)


def compare_to(results: Results, peer: str) -> Callable[[str, str], str]:
    """Return the median of the ratios of each round, as other rounds may have met other noise."""

    def compute(name: str, kind: str) -> str:
        own, other = results[name, kind], results[peer, kind]
        # One error makes a cell worthless.
        if count_errors(own) or count_errors(other):
            return "errors"
        pairs = zip(own, other, strict=True)
        return f"{median(a.requests_per_second / b.requests_per_second for a, b in pairs):.2f}"

    return compute


def take_median(results: Results, read: Callable[[Cell], float]) -> Callable[[str, str], str]:
    def compute(name: str, kind: str) -> str:
        cells = results[name, kind]
        if errors := count_errors(cells):
            return f"{errors} errors"
        return round_off(median(map(read, cells)))

    return compute


def round_off(value: float) -> str:
    """Return the number with about three digits."""
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f}"


def make_table(names: list[str], kinds: list[str], compute: Callable[[str, str], str]) -> str:
    rows = [["", *kinds], ["---"] * (len(kinds) + 1)]
    rows += [[name, *(compute(name, kind) for kind in kinds)] for name in names]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
