"""Faults of a database's file, each for the time of a block."""

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from app.db.sqlite import SqliteConnection

NOBODY = 65534
KILOBYTE = 1024


@contextmanager
def take_away(file: Path) -> Iterator[None]:
    away = file.with_suffix(".away")
    file.rename(away)
    yield
    assert not file.exists(), "An empty file was created in its place."
    away.rename(file)


@contextmanager
def replace(file: Path, write: Callable[[Path], Any]) -> Iterator[None]:
    away = file.with_suffix(".away")
    file.rename(away)
    write(file)
    yield
    away.replace(file)


def replace_with_text(file: Path) -> Any:
    return replace(file, lambda path: path.write_text("This is no database. " * 1000))


def replace_with_nothing(file: Path) -> Any:
    return replace(file, Path.touch)


def replace_with_another_database(file: Path) -> Any:
    def write(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE songs (title TEXT)")

    return replace(file, write)


@contextmanager
def forbid(file: Path, path: Path, mode: int) -> Iterator[None]:
    """Take rights away from the file or its directory. The superuser becomes another user."""
    is_root = os.getuid() == 0
    before = path.stat().st_mode
    path.chmod(mode)
    if is_root:
        os.setresuid(NOBODY, NOBODY, 0)
    yield
    if is_root:
        os.setresuid(0, 0, 0)
    path.chmod(before)
    for name in ("-wal", "-shm"):
        Path(f"{file}{name}").unlink(missing_ok=True)  # They have the rights of the file.


def make_file_read_only(file: Path) -> Any:
    return forbid(file, file, 0o444)


def make_file_unreadable(file: Path) -> Any:
    return forbid(file, file, 0o000)


def make_folder_read_only(file: Path) -> Any:
    return forbid(file, file.parent, 0o555)


@contextmanager
def limit_files(_file: Path) -> Iterator[None]:
    """Let nothing be written beyond the first bytes of a file, as on a disk without any room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (KILOBYTE, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def limit_pages(_file: Path) -> Iterator[None]:
    """Let the database not grow. SQLite says of it what it says of a full disk."""

    set_up = SqliteConnection.set_up

    def set_up_full(connection: SqliteConnection) -> None:
        set_up(connection)
        connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the present count.

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteConnection, "set_up", set_up_full)
        yield


def mount(*arguments: str) -> int:
    command = shutil.which("mount")
    return subprocess.run([command, *arguments], check=False).returncode if command else 1


@contextmanager
def fill(disk: Path) -> Iterator[None]:
    file = disk / "other"
    with file.open("wb", buffering=0) as other, suppress(OSError):
        while True:
            other.write(bytes(4 * KILOBYTE))
    yield
    file.unlink()


@contextmanager
def mount_read_only(disk: Path) -> Iterator[None]:
    assert mount("-o", "remount,ro", str(disk)) == 0
    yield
    assert mount("-o", "remount,rw", str(disk)) == 0
