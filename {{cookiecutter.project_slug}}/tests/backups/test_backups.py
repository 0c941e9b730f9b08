"""A backup has everything, and restoring it brings everything back."""

import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import pytest
from click.testing import Result

from app.db.sqlite import SqliteConnection
from tests.backups.rows import insert_row, read_rows
from tests.constants import PATIENCE
from tests.databases import SqliteDatabases, run_alembic, run_sql

Run = Callable[..., Result]
WRITERS = 2
# How many writes a test waits for.
MANY = 20


def test_a_restored_database_is_as_it_was(run_command: Run, database_url: str, file: Path) -> None:
    insert_row(database_url, "kept")
    assert run_command("backup", str(file)).exit_code == 0
    insert_row(database_url, "added later")
    run_sql(database_url, "DELETE FROM task_runs WHERE name = 'kept'")

    result = run_command("restore", str(file), "--yes")

    assert result.exit_code == 0, result.output
    assert read_rows(database_url) == ["kept"]


def test_an_empty_database_is_filled(
    run_command: Run, database_url: str, file: Path, databases: object
) -> None:
    insert_row(database_url, "kept")
    assert run_command("backup", str(file)).exit_code == 0
    if isinstance(databases, SqliteDatabases):
        Path(database_url.removeprefix("sqlite:///")).unlink()
    else:
        run_sql(database_url, "DROP SCHEMA public CASCADE")
        run_sql(database_url, "CREATE SCHEMA public")

    result = run_command("restore", str(file), "--yes")

    assert result.exit_code == 0, result.output
    assert read_rows(database_url) == ["kept"]
    # Nor is anything missing that no row tells of.
    assert run_alembic(database_url, "check").returncode == 0


def test_a_backup_has_every_write_that_was_acknowledged_before(
    run_command: Run, database_url: str, file: Path
) -> None:
    acknowledged: list[str] = []
    stop = threading.Event()

    def write(writer: int) -> None:
        for number in count():
            if stop.is_set():
                return
            name = f"{writer}-{number:06}"
            insert_row(database_url, name)
            acknowledged.append(name)

    def wait_for(number: int) -> None:
        end = monotonic() + PATIENCE
        while len(acknowledged) < number and monotonic() < end:
            sleep(0.01)
        assert len(acknowledged) >= number

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        wait_for(MANY)
        before = set(acknowledged)
        result = run_command("backup", str(file))
        wait_for(len(acknowledged) + MANY)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert result.exit_code == 0, result.output
    assert run_command("restore", str(file), "--yes").exit_code == 0

    rows = read_rows(database_url)
    assert before <= set(rows) < set(acknowledged)
    # It is one moment: of what one writer wrote, nothing is missing before the last row.
    for prefix in map(str, range(WRITERS)):
        numbers = [int(name[2:]) for name in rows if name.startswith(prefix)]
        assert numbers == list(range(len(numbers)))


def test_a_plain_copy_of_the_file_lacks_what_was_acknowledged(
    database_url: str, file: Path, databases: object
) -> None:
    if not isinstance(databases, SqliteDatabases):
        pytest.skip("PostgreSQL has no file to copy")
    database = Path(database_url.removeprefix("sqlite:///"))

    with closing(sqlite3.connect(database, factory=SqliteConnection)) as connection:
        connection.execute("INSERT INTO task_runs VALUES ('new', '2028-02-29', NULL, NULL, 'ok')")
        connection.commit()
        shutil.copy(database, file)

    assert read_rows(database_url) == ["new"]
    assert read_rows(f"sqlite:///{file}") == []


def test_tables_that_the_backup_does_not_have_are_gone(
    run_command: Run, database_url: str, backup: Path
) -> None:
    """A newer release added this one, which refers to a table of the backup."""
    run_sql(
        database_url, "CREATE TABLE newer (name TEXT REFERENCES task_runs (name) ON DELETE CASCADE)"
    )

    result = run_command("restore", str(backup), "--yes")

    assert result.exit_code == 0, result.output
    with pytest.raises(Exception, match="newer"):
        run_sql(database_url, "SELECT * FROM newer")


def test_only_its_owner_can_read_a_backup(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert list(backup.parent.iterdir()) == [backup]


def test_a_backup_of_an_older_schema_says_what_to_do_next(
    run_command: Run, database_url: str, file: Path
) -> None:
    run_sql(database_url, "DELETE FROM alembic_version")
    run_sql(database_url, "INSERT INTO alembic_version VALUES ('accounts_0001') RETURNING 1")
    assert run_command("backup", str(file)).exit_code == 0

    result = run_command("restore", str(file), "--yes")

    assert result.exit_code == 0
    assert "Run: make migrate" in result.output
