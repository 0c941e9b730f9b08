"""A file of SQLite that is gone, replaced, read-only, or on a full disk, under the running app."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from quart import Quart

from app import create_app
from app.accounts.sessions import RENEW_AFTER
from app.config import Settings
from app.db import connect
from app.web.security import public
from tests.accounts.people import create_user, log_in

if sys.platform == "win32":
    pytest.skip("Windows keeps a file that is open where it is", allow_module_level=True)

from tests.faults.files import (
    KILOBYTE,
    fill,
    limit_files,
    limit_pages,
    make_file_read_only,
    make_file_unreadable,
    make_folder_read_only,
    mount,
    mount_read_only,
    replace_with_another_database,
    replace_with_nothing,
    replace_with_text,
    take_away,
)

INSERT = "INSERT INTO task_runs (name, started_at, outcome) VALUES (:name, :now, '')"


@pytest.fixture
def folder() -> Iterator[Path]:
    """Create a directory that other users may enter, unlike those of pytest."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.fixture
def file(folder: Path, settings: Settings) -> Path:
    if not settings.database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL has its own files")
    file = folder / "app.db"
    shutil.copy(settings.database_url.removeprefix("sqlite:///"), file)
    file.chmod(0o666)
    return file


@pytest.fixture
async def app(file: Path, settings: Settings) -> AsyncIterator[Quart]:
    app = create_app(settings.model_copy(update={"database_url": f"sqlite:///{file}"}))

    @app.get("/api/rows")
    @public
    async def count_rows() -> str:
        async with connect() as connection:
            return str(await connection.fetch_val("SELECT count(*) FROM task_runs"))

    @app.post("/api/rows")
    @public
    async def add_row() -> str:
        name = os.urandom(100 * KILOBYTE).hex()
        async with connect() as connection:
            await connection.execute(INSERT, {"name": name, "now": datetime.now(UTC)})
        return "added"

    async with app.test_app():
        # Modules and migrations are read now. A user without rights may not reach their files.
        await ask(app)
        await app.test_client().get("/readyz")
        yield app


async def ask(app: Quart) -> list[int]:
    client = app.test_client()
    reading = await client.get("/api/rows")
    writing = await client.post("/api/rows")
    for response in (reading, writing):
        if response.status_code != 200:
            assert response.status_code == 503
            assert response.headers["Retry-After"] == "5"
    return [reading.status_code, writing.status_code]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (take_away, ([503, 503], "{file} is gone")),
        (replace_with_text, ([503, 503], "{file} is damaged, or no database")),
        (replace_with_nothing, ([503, 503], "its schema is none")),
        (replace_with_another_database, ([503, 503], "its schema is none")),
        (make_file_unreadable, ([503, 503], "the app may not open {file}")),
        (make_file_read_only, ([200, 503], "the app may not write {file}")),
        (make_folder_read_only, ([200, 503], "the app may not write {file}")),
        (limit_files, ([200, 503], "{file} cannot be written, as with a quota")),
        (limit_pages, ([200, 503], "the disk of {file} is full")),
    ],
)
async def test_a_fault_of_the_file_is_told_as_what_it_is_and_ends_without_a_restart(
    app: Quart,
    file: Path,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[Path], Any],
    expected: tuple[list[int], str],
) -> None:
    statuses, cause = expected
    caplog.clear()
    with fault(file):
        during = await ask(app)
        alive = await app.test_client().get("/livez")
    records = [record for record in caplog.records if record.levelname == "ERROR"]
    after = await ask(app)

    assert during == statuses
    assert alive.status_code == 200
    # One line for each request, and no trace.
    assert len(records) == during.count(503)
    for record in records:
        assert cause.format(file=file) in record.getMessage()
        assert record.exc_info is None
    assert after == [200, 200]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (take_away, (503, "/problems/database-unavailable")),
        (replace_with_text, (503, "/problems/database-unavailable")),
        (replace_with_another_database, (503, "/problems/database-schema")),
        (make_file_read_only, (200, ["read-only"])),
        (make_folder_read_only, (200, ["read-only"])),
    ],
)
async def test_readiness_tells_what_is_wrong_with_the_file(
    app: Quart, file: Path, fault: Callable[[Path], Any], expected: tuple[int, object]
) -> None:
    with fault(file):
        during = await app.test_client().get("/readyz")
    after = await app.test_client().get("/readyz")

    answer = await during.get_json()
    assert (during.status_code, answer.get("problems", answer.get("type"))) == expected
    assert await after.get_json() == {"status": "ok"}


async def test_people_read_on_when_their_sessions_cannot_be_renewed(app: Quart, file: Path) -> None:
    client = await log_in(app, (await create_user(app)).email)
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE sessions SET last_seen_at = :at", {"at": datetime.now(UTC) - 2 * RENEW_AFTER}
        )
    with make_file_read_only(file):
        during = await client.get("/api/users/me")
    after = await client.get("/api/users/me")

    assert [during.status_code, after.status_code] == [200, 200]
    # The cookie is renewed with the session, and never without it.
    assert ["Set-Cookie" in response.headers for response in (during, after)] == [False, True]


async def test_readiness_waits_for_no_transaction_that_writes(app: Quart, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        response = await app.test_client().get("/readyz")

    assert await response.get_json() == {"status": "ok"}


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of 2 MiB. Skip the test if this process may not."""
    if mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)):
        pytest.skip("only the superuser may mount a disk")
    folder.chmod(0o777)
    yield folder
    subprocess.run([shutil.which("umount") or "umount", "--lazy", str(folder)], check=True)


@pytest.mark.parametrize("fault", [fill, mount_read_only])
async def test_on_a_disk_that_cannot_be_written_reading_goes_on(
    small_disk: Path, app: Quart, fault: Callable[[Path], Any]
) -> None:
    with fault(small_disk):
        during = await ask(app)
        ready = await app.test_client().get("/readyz")
    after = await ask(app)

    assert during == [200, 503]
    assert await ready.get_json() == {"status": "degraded", "problems": ["read-only"]}
    assert after == [200, 200]
