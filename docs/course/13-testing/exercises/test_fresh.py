import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest
from fresh import copy_database


def run(path: Path, statement: str) -> list[str]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return [row[0] for row in connection.execute(statement)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "databases"
    folder.mkdir()
    return folder


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a database with a table and nothing in it."""
    path = tmp_path / "template.db"
    run(path, "CREATE TABLE notes (text TEXT)")
    return path


def test_a_copy_has_the_tables_and_no_rows_of_another(template: Path, folder: Path) -> None:
    with copy_database(template, folder) as first:
        run(first, "INSERT INTO notes VALUES ('Buy milk')")
    with copy_database(template, folder) as second:
        assert run(second, "SELECT text FROM notes") == []


def test_two_copies_at_the_same_time_share_nothing(template: Path, folder: Path) -> None:
    with copy_database(template, folder) as first, copy_database(template, folder) as second:
        run(first, "INSERT INTO notes VALUES ('Buy milk')")

        assert run(second, "SELECT text FROM notes") == []


def test_a_copy_is_deleted_even_after_an_error(template: Path, folder: Path) -> None:
    with suppress(ZeroDivisionError), copy_database(template, folder) as path:
        assert path.is_relative_to(folder)
        _ = 1 / 0

    assert list(folder.iterdir()) == []
    assert template.exists()
