"""The programs of PostgreSQL: where they connect, and what is said if they fail."""

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.backups.postgres import make_variables
from app.cli import create_group
from app.config import Settings

PROGRAM = """#!/bin/sh
echo "$0 $*" > '{folder}/words'
printenv PGPASSWORD > '{folder}/password'
echo '{error}' >&2
exit 1
"""
MISMATCH = "pg_dump: detail: server version: 18.4 (Debian 18.4-1); pg_dump version: 15.18"


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
