"""Turn the cells of all rounds into tables."""

import platform
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from load import Cell

# The cells of all rounds, by the name of the contestant and the kind of request.
Results = dict[tuple[str, str], list[Cell]]
PEERS = ("FastAPI, same features", "Flask, same features")


def write_report(results: Results, write: bool, path: Path) -> None:
    """Print the tables, and write them to the page of the documentation if asked to."""
    names = list(dict.fromkeys(name for name, _ in results))
    kinds = list(dict.fromkeys(kind for _, kind in results))
    parts = [describe_machine()]
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
    text = "\n\n".join(parts) + "\n"
    print(text)
    if write:
        path.write_text(f"# Benchmarks\n\n{text}", encoding="utf-8")


def describe_machine() -> str:
    processor = platform.processor() or platform.machine()
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench`, Python"
        f" {platform.python_version()}, {platform.system()} on {processor}."
    )


def is_valid(cells: list[Cell]) -> bool:
    """Return whether no request failed. One error makes the cell worthless."""
    return bool(cells) and not any(cell.errors for cell in cells)


def compare_to(results: Results, peer: str) -> Callable[[str, str], str]:
    """Return the median of the ratios of each round, as other rounds may have met other noise."""

    def compute(name: str, kind: str) -> str:
        own, other = results[name, kind], results[peer, kind]
        if not is_valid(own) or not is_valid(other):
            return "errors"
        pairs = zip(own, other, strict=True)
        return f"{median(a.requests_per_second / b.requests_per_second for a, b in pairs):.2f}"

    return compute


def take_median(results: Results, read: Callable[[Cell], float]) -> Callable[[str, str], str]:
    def compute(name: str, kind: str) -> str:
        cells = results[name, kind]
        if not is_valid(cells):
            return f"{sum(cell.errors for cell in cells)} errors"
        value = median(map(read, cells))
        return f"{value:.1f}" if value < 100 else f"{value:.0f}"

    return compute


def make_table(names: list[str], kinds: list[str], compute: Callable[[str, str], str]) -> str:
    rows = [["", *kinds], ["---"] * (len(kinds) + 1)]
    rows += [[name, *(compute(name, kind) for kind in kinds)] for name in names]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
