"""The example goes as the README says: its directories, its migration and one stanza."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bakery import Project

STANZA = r"(?m)^    # The example feature\..*\n(    .*\n|\n)*?    todos\.init_app\(app\)\n\n"


@pytest.fixture(scope="module")
def without_example(bakes: list[Project], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "project"
    shutil.copytree(bakes[0].folder, folder)
    for path in ("app/todos", "tests/todos"):
        shutil.rmtree(folder / path)
    (folder / "migrations/versions/0002_todos.py").unlink()
    factory = folder / "app/__init__.py"
    text, count = re.subn(STANZA, "", factory.read_text("utf-8"))
    assert count == 1
    factory.write_text(text, "utf-8")
    return folder


def test_no_file_of_the_application_knows_the_example(without_example: Path) -> None:
    found = [
        path.relative_to(without_example).as_posix()
        for folder in ("app", "tests", "migrations")
        for path in (without_example / folder).rglob("*")
        if path.is_file() and "vendor" not in path.parts and b"todo" in path.read_bytes().lower()
    ]

    assert found == []


@pytest.mark.parametrize("word", ["lint", "test"])
def test_what_is_left_is_whole(without_example: Path, word: str) -> None:
    result = subprocess.run(
        ["make", word],
        cwd=without_example,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=900,
    )

    assert result.returncode == 0, result.stdout
