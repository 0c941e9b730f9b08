"""What cannot be backed up or restored: a sentence names the fix, and nothing has changed."""

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result

from app.backups.postgres import make_variables
from app.cli import create_group
from app.config import Settings
from tests.backups.rows import insert_row, read_rows
from tests.databases import PostgresDatabases, SqliteDatabases, run_sql

Run = Callable[..., Result]
PROGRAM = """#!/bin/sh
echo "$0 $*" > '{folder}/words'
printenv PGPASSWORD > '{folder}/password'
echo '{error}' >&2
exit 1
"""
MISMATCH = "pg_dump: detail: server version: 18.4 (Debian 18.4-1); pg_dump version: 15.18"


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


def run_with(settings: Settings, url: str, *words: str) -> Result:
    return CliRunner().invoke(
        create_group(settings.model_copy(update={"database_url": url})), words
    )


def test_missing_programs_are_named_with_the_fix(
    settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    result = run_with(settings, "postgresql://app@127.0.0.1:1/app", "backup", str(file))

    assert result.exit_code == 1
    assert "pg_dump is missing. Install PostgreSQL's client" in result.output


@pytest.mark.skipif(os.name != "posix", reason="the program of this test is a shell script")
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MISMATCH, "pg_dump 15.18 is older than the server, 18.4. Install PostgreSQL's client"),
        ("pg_restore: error: unsupported version (1.17) in file header", "A newer pg_dump wrote"),
        ("a note\npg_dump: error: query failed: x", "Error: pg_dump: error: query failed: x\n"),
    ],
)
def test_an_error_is_told_and_no_password_is_on_the_command_line(
    settings: Settings, file: Path, monkeypatch: pytest.MonkeyPatch, error: str, said: str
) -> None:
    tmp_path = file.parent.parent
    program = tmp_path / "pg_dump"
    program.write_text(PROGRAM.format(folder=tmp_path, error=error))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    url = "postgresql://app:se%2Fcret@127.0.0.1:1/app"

    result = run_with(settings, url, "backup", str(file))

    assert said in result.output
    assert "se/cret" not in result.output + (tmp_path / "words").read_text()
    assert (tmp_path / "password").read_text() == "se/cret\n"


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        (
            "postgres://me:p%40ss@db.example.com:5433/my%20app?sslmode=require",
            {
                **{"PGUSER": "me", "PGPASSWORD": "p@ss", "PGHOST": "db.example.com"},
                **{"PGPORT": "5433", "PGDATABASE": "my app", "PGSSLMODE": "require"},
            },
        ),
        (
            "postgresql://me@[::1]:5432,b:5433/app?connect_timeout=5&pgbouncer=true",
            {"PGHOST": "::1,b", "PGPORT": "5432,5433", "PGCONNECT_TIMEOUT": "5"},
        ),
        (
            "postgresql:///app?host=/run/postgres&user=me&password=x&schema=mine",
            {"PGHOST": "/run/postgres", "PGPASSWORD": "x", "PGOPTIONS": "-csearch_path=mine"},
        ),
        ("postgresql://a/b?ssl=true", {"PGSSLMODE": "require"}),
        ("postgresql://a/b?sslmode=require&sslrootcert=system", {"PGSSLROOTCERT": "system"}),
    ],
)
def test_the_programs_connect_where_the_app_does(
    monkeypatch: pytest.MonkeyPatch, url: str, variables: dict[str, str]
) -> None:
    for name in list(os.environ):
        if name.startswith("PG"):
            monkeypatch.delenv(name)

    found = {name: value for name, value in make_variables(url).items() if name.startswith("PG")}

    assert variables.items() <= found.items()
    assert ("PGSSLMODE" in found) == ("PGSSLMODE" in variables)
