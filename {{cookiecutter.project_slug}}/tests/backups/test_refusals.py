"""Backups that are refused: a sentence names the fix, and nothing has changed."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from click.testing import Result

from tests.backups.rows import insert_row, read_rows
from tests.databases import PostgresDatabases, SqliteDatabases, run_sql

Run = Callable[..., Result]


def refuse_file(run_command: Run, database_url: str, file: Path) -> str:
    """Return what the command says, which leaves the database as it was."""
    insert_row(database_url, "kept")

    result = run_command("restore", str(file), "--yes")

    assert result.exit_code == 1
    assert read_rows(database_url) == ["kept"]
    return result.output


def test_a_restore_asks_first(run_command: Run, database_url: str, backup: Path) -> None:
    insert_row(database_url, "kept")

    result = run_command("restore", str(backup))

    assert result.exit_code == 1
    assert f"Replace everything in the database by {backup}?" in result.output
    assert read_rows(database_url) == ["kept"]


@pytest.mark.parametrize("content", [b"", b"not a backup", b"SQLite format 2"])
def test_another_file_is_refused(
    run_command: Run, database_url: str, file: Path, content: bytes
) -> None:
    file.write_bytes(content)

    assert "is not a backup. Choose a file that" in refuse_file(run_command, database_url, file)


def test_a_file_that_is_not_there_is_refused(
    run_command: Run, database_url: str, file: Path
) -> None:
    said = refuse_file(run_command, database_url, file)

    assert f"{file} cannot be read: No such file" in said


def test_a_backup_that_was_cut_is_refused(
    run_command: Run, database_url: str, backup: Path
) -> None:
    backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])

    said = refuse_file(run_command, database_url, backup)

    assert "is damaged" in said or "malformed" in said


def test_a_backup_of_another_app_is_refused(
    run_command: Run, database_url: str, file: Path
) -> None:
    run_sql(database_url, "INSERT INTO alembic_version VALUES ('4fd1a2b3c4d5') RETURNING 1")
    assert run_command("backup", str(file)).exit_code == 0

    assert "is from another app" in refuse_file(run_command, database_url, file)


def test_a_backup_of_a_newer_schema_is_refused(
    run_command: Run, database_url: str, file: Path
) -> None:
    run_sql(database_url, "INSERT INTO alembic_version VALUES ('0999') RETURNING 1")
    assert run_command("backup", str(file)).exit_code == 0

    said = refuse_file(run_command, database_url, file)

    assert "has a newer schema than this code. Restore it with the version" in said


def test_a_database_without_a_schema_is_not_backed_up(
    run_command: Run, database_url: str, file: Path
) -> None:
    run_sql(database_url, "DROP TABLE alembic_version")

    result = run_command("backup", str(file))

    assert result.exit_code == 1
    assert "is not a backup of this app" in result.output
    assert list(file.parent.iterdir()) == []


def test_a_backup_of_the_other_database_is_refused(
    run_command: Run, database_url: str, file: Path
) -> None:
    is_sqlite = database_url.startswith("sqlite")
    file.write_bytes(b"PGDMP..." if is_sqlite else b"SQLite format 3\0")

    said = refuse_file(run_command, database_url, file)

    assert "but DATABASE_URL names" in said


def test_no_backup_replaces_another(run_command: Run, backup: Path) -> None:
    before = backup.read_bytes()

    result = run_command("backup", str(backup))

    assert result.exit_code == 1
    assert "is there already. Choose another name." in result.output
    assert backup.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(run_command: Run, tmp_path: Path) -> None:
    result = run_command("backup", str(tmp_path / "missing" / "app.backup"))

    assert result.exit_code == 1
    assert "cannot be written: No such file or directory" in result.output


def test_a_database_that_is_away_leaves_no_file(
    run_command: Run,
    database_url: str,
    file: Path,
    databases: SqliteDatabases | PostgresDatabases,
) -> None:
    databases.take_away(database_url)

    result = run_command("backup", str(file))

    databases.bring_back(database_url)
    assert result.exit_code == 1
    assert "There is no database at" in result.output or "not currently accepting" in result.output
    assert list(file.parent.iterdir()) == []


def test_a_damaged_sqlite_database_is_not_overwritten(
    run_command: Run, database_url: str, backup: Path, databases: object
) -> None:
    if not isinstance(databases, SqliteDatabases):
        pytest.skip("this is a file of SQLite")
    database = Path(database_url.removeprefix("sqlite:///"))
    database.write_bytes(b"damaged " * 1000)

    result = run_command("restore", str(backup), "--yes")

    assert result.exit_code == 1
    assert "If it is damaged, move it away" in result.output


def test_a_postgresql_database_in_use_is_not_replaced(
    run_command: Run, database_url: str, backup: Path, databases: object
) -> None:
    if isinstance(databases, SqliteDatabases):
        pytest.skip("SQLite replaces everything in one transaction, which disturbs no reader")

    async def restore_while_connected() -> Result:
        connection = await asyncpg.connect(database_url)
        try:
            return await asyncio.to_thread(run_command, "restore", str(backup), "--yes")
        finally:
            await connection.close()

    result = asyncio.run(restore_while_connected())

    assert result.exit_code == 1
    assert "The database is in use. Stop the app" in result.output
