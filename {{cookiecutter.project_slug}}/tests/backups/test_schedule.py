"""The task that backs up each night, and deletes old backups."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from app import create_app
from app.backups.schedule import find_old
from app.config import Settings
from tests.backups.rows import TASK, read_rows

Run = Callable[..., Result]
OLD = [f"backup-2020022{day}-022300.db" for day in range(1, 4)]
OTHERS = ["before-the-upgrade.db", "backup-of-mine.db"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in (*OLD, *OTHERS, f".{OLD[0]}.1f0c.part"):
        (folder / name).write_text("old")
    return folder


@pytest.fixture
def settings(settings: Settings, folder: Path) -> Settings:
    return settings.model_copy(update={"backup_folder": str(folder), "backup_keep": 2})


def find_new(folder: Path) -> Path:
    (new,) = {path.name for path in folder.iterdir()} - {*OLD, *OTHERS}
    return folder / new


def test_a_run_writes_a_backup_and_deletes_the_oldest(run_command: Run, folder: Path) -> None:
    result = run_command("invoke-task", TASK)

    assert result.exit_code == 0, result.output
    new = find_new(folder)
    assert {path.name for path in folder.iterdir()} == {new.name, OLD[-1], *OTHERS}


@pytest.mark.usefixtures("backed_up")
def test_a_backup_of_the_task_can_be_restored(
    run_command: Run, folder: Path, database_url: str
) -> None:
    result = run_command("restore", str(find_new(folder)), "--yes")

    assert result.exit_code == 0, result.output
    assert "later" not in read_rows(database_url)
    assert "kept" in read_rows(database_url)


def test_a_run_that_fails_deletes_nothing(
    run_command: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.backups.schedule.name_backup", lambda _: OLD[0])
    before = sorted(folder.iterdir())

    result = run_command("invoke-task", TASK)

    assert result.exit_code == 1
    assert "is there already" in result.output
    assert sorted(folder.iterdir()) == before


def test_the_list_shows_what_is_in_the_folder(run_command: Run, folder: Path) -> None:
    lines = run_command("list-backups").output.splitlines()

    assert str(folder / OLD[0]) in lines


def test_the_backup_just_written_stays_if_the_clock_was_set_back() -> None:
    new, *later = OLD

    assert find_old(OLD, new, 1) == later
    assert find_old([new], new, 1) == []


async def test_without_a_place_for_backups_there_is_no_task(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"backup_folder": ""}))

    names = [task.name for task in app.extensions["QUART_TASKS"]._tasks]
    assert TASK not in names
