"""Poolers in front of PostgreSQL: PgBouncer, and a stand-in for how one answers."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import make_url

PORT = 6432
# Its own version 1.21 and later would otherwise make up for what a client prepares.
WITHOUT_STATEMENTS = "max_prepared_statements = 0"


def find_socket_folder(url: str) -> str:
    return str(make_url(url).query["host"])


def move_url(url: str, folder: str) -> str:
    """Return the URL of the same database at another socket."""
    return f"postgresql://postgres@/{make_url(url).database}?host={folder}&port={PORT}"


@contextmanager
def run_pgbouncer(url: str) -> Iterator[str]:
    """Run PgBouncer in transaction mode, and yield the URL of the database behind it.

    Skip the test if it is not installed.
    """
    command = shutil.which("pgbouncer")
    if command is None:
        pytest.skip("pgbouncer is not installed")
    version = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    has_statements = tuple(map(int, re.findall(r"\d+", version.stdout)[:2])) >= (1, 21)
    with TemporaryDirectory(prefix="pooler-") as folder:
        Path(folder).chmod(0o777)  # PgBouncer refuses to run as root.
        lines = [
            "[databases]",
            f"* = host={find_socket_folder(url)} user=postgres",
            "[pgbouncer]",
            "pool_mode = transaction",
            "default_pool_size = 3",
            "auth_type = any",
            f"unix_socket_dir = {folder}",
            f"listen_port = {PORT}",
            WITHOUT_STATEMENTS if has_statements else "",
        ]
        settings = Path(folder, "settings.ini")
        settings.write_text("\n".join(lines))
        owner = Path(find_socket_folder(url)).owner()
        arguments = ["--user", owner] if os.getuid() == 0 else []
        with subprocess.Popen(
            [command, *arguments, str(settings)], stderr=subprocess.PIPE, text=True
        ) as pooler:
            try:
                assert pooler.stderr is not None
                assert any("process up" in line for line in pooler.stderr)
                yield move_url(url, folder)
            finally:
                pooler.terminate()


@asynccontextmanager
async def run_stand_in(url: str, folder: Path) -> AsyncIterator[str]:
    """Pass everything on, but answer with a process number of its own, as every pooler does."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                number = rb"(K\x00\x00\x00\x0c)...."
                writer.write(re.sub(number, b"\\1\x7f\x7f\x7f\x7f", data, flags=re.DOTALL))
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server = await asyncio.open_unix_connection(f"{find_socket_folder(url)}/.s.PGSQL.5432")
        async with asyncio.TaskGroup() as both:
            both.create_task(pass_on(reader, server[1]))
            both.create_task(pass_on(server[0], writer))
        served.set()

    served = asyncio.Event()
    stand_in = await asyncio.start_unix_server(serve, folder / f".s.PGSQL.{PORT}")
    try:
        yield move_url(url, str(folder))
        await served.wait()
    finally:
        stand_in.close()
        await stand_in.wait_closed()
