"""See whether requests get slower as a person's list grows, on both databases."""

from argparse import Namespace
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from cells import Results
from contestants import OWN_PATHS, Contestant
from database import create_database, create_tables, drop_database, insert_todos
from load import measure
from servers import check_answers, run_server

SIZES = (100, 10_000, 1_000_000)
DATABASES = ("SQLite", "PostgreSQL")
# `post` is the last, because it adds rows.
KINDS = ("first page", "middle page", "done", "post")
PORT = 8700
# Only the oldest todos are done. Without an index, the filter would read all the others first.
DONE = 20


def run_growth(contestant: Contestant, url: str, folder: Path, options: Namespace) -> Results:
    """Return the cells of each size. One connection asks, so a latency is that of one request."""
    results: Results = {}
    for database in DATABASES:
        for size in options.sizes:
            rows = make_rows(size)
            paths = {
                **OWN_PATHS,
                "first page": OWN_PATHS["todos"],
                "middle page": f"{OWN_PATHS['todos']}?cursor={write_cursor(rows[size // 2])}",
                "done": f"{OWN_PATHS['todos']}?complete=true",
            }
            with open_database(database, url, folder, size) as own_url:
                create_tables(contestant.folder, own_url)
                insert_todos(own_url, rows)
                chosen = contestant._replace(paths=paths)
                with run_server(chosen, own_url, PORT, folder / "growth.log") as server:
                    check_answers(server)
                    for kind in KINDS:
                        cell = measure(server, kind, options.seconds, connections=1)
                        results[f"{database}, {size:,} rows", kind] = [cell]
    return results


@contextmanager
def open_database(database: str, url: str, folder: Path, size: int) -> Iterator[str]:
    """Give the block the address of an empty database, which ends with the block."""
    name = f"growth_{size}"
    if database == "SQLite":
        yield f"sqlite:///{folder / name}.db"
        return
    yield create_database(url, name)
    drop_database(url, name)


def make_rows(size: int) -> list[tuple[Any, ...]]:
    """Return the todos of one person, newest first."""
    now = datetime.now(UTC)
    return [
        (
            *(str(uuid4()), f"Todo number {number}", number >= size - DONE, None),
            now - timedelta(minutes=1, seconds=number),
        )
        for number in range(size)
    ]


def write_cursor(row: tuple[Any, ...]) -> str:
    """Return the cursor that the application gives after this row (`app/web/fields.py`)."""
    return urlsafe_b64encode(f"{row[-1].isoformat()} {row[0]}".encode()).decode()
