"""Migrations: there and back, the same on either database."""

import os
import sqlite3
import subprocess
import sys

import asyncpg
import pytest
from alembic import command

from app.config import PROJECT_FOLDER
from tests.databases import configure_alembic, run_sql

INSERT = """INSERT INTO users (id, email, password_hash, role, time_zone, disabled, created_at)
                 VALUES ('1', 'ada@example.com', 'hash', 'user', 'UTC', FALSE,
                         '2027-01-31 12:00:00.000000')"""


def test_there_and_back_and_there_again(empty_url: str) -> None:
    config = configure_alembic(empty_url)

    command.upgrade(config, "heads")
    run_sql(empty_url, INSERT)
    command.check(config)
    command.downgrade(config, "base")
    command.upgrade(config, "heads")
    run_sql(empty_url, INSERT)
    command.check(config)


@pytest.mark.slow
def test_several_processes_at_once_do_not_fight(empty_url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": empty_url, "SECRET_KEY": "0123456789abcdef" * 2}
    arguments = [sys.executable, "-m", "alembic", "upgrade", "heads"]
    programs = [
        subprocess.Popen(arguments, cwd=PROJECT_FOLDER, env=environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]

    outputs = [program.communicate()[1].decode() for program in programs]

    assert [program.returncode for program in programs] == [0, 0], "\n".join(outputs)
    # One of them did the work.
    assert sum("Running upgrade" in output for output in outputs) == 1


def test_each_migration_keeps_the_rows_of_the_one_before(empty_url: str) -> None:
    config = configure_alembic(empty_url)
    command.upgrade(config, "accounts_0001")
    run_sql(empty_url, INSERT)

    command.upgrade(config, "heads")

    with pytest.raises((sqlite3.IntegrityError, asyncpg.UniqueViolationError)):
        run_sql(empty_url, INSERT)
