"""The project's Makefile does exactly what it says."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bakery import Project, bake, files_below


def run_make(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["make", *words], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture
def written(tmp_path: Path) -> Project:
    return bake(tmp_path)


def test_help_lists_every_command(written: Project) -> None:
    phony = re.search(r"^\.PHONY: (.+)$", written.read("Makefile"), re.MULTILINE)
    assert phony is not None

    listed = re.findall(r"^  make (\S+) +\S", run_make(written.folder), re.MULTILINE)

    assert listed == phony[1].split()


def test_clean_deletes_what_it_names_alone(written: Project) -> None:
    kept = {*files_below(written.folder), "app.db", "app.db-wal", "uv.lock", "notes.txt"}
    made = {
        *(".venv/bin/app", ".venv/ready", ".tools/bin/uv", ".coverage", ".coverage.host.1"),
        *(".mypy_cache/a", ".ruff_cache/a", ".pytest_cache/a", ".hypothesis/a", ".schemathesis/a"),
        *("app/__pycache__/a.pyc", "tests/web/__pycache__/a.pyc", "migrations/__pycache__/a.pyc"),
    }
    for path in kept | made:
        file = written.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    run_make(written.folder, "clean")

    assert set(files_below(written.folder)) == kept


@pytest.fixture
def with_react(tmp_path: Path) -> Project:
    return bake(tmp_path, frontend="react")


def test_help_lists_the_commands_of_the_pages_too(with_react: Project) -> None:
    listed = re.findall(r"^  make (\S+) +\S", run_make(with_react.folder), re.MULTILINE)

    assert {"run", "test", "build", "client", "clean"} <= set(listed)


def test_clean_deletes_what_node_has_made(with_react: Project) -> None:
    for path in ("frontend/node_modules/react/index.js", "build/static/index.html"):
        (with_react.folder / path).parent.mkdir(parents=True)
        (with_react.folder / path).touch()

    run_make(with_react.folder, "clean")

    assert not (with_react.folder / "frontend" / "node_modules").exists()
    assert not (with_react.folder / "build").exists()


def test_without_node_one_sentence_says_what_to_install(
    with_react: Project, tmp_path: Path
) -> None:
    result = subprocess.run(
        [str(shutil.which("make")), "node"],
        cwd=with_react.folder,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert result.stdout.startswith("Install Node.js")
    assert len(result.stdout.splitlines()) == 1


def test_run_installs_no_test_tools(written: Project) -> None:
    """Read from a dry run, which prints every command instead of running it."""
    commands = [
        line for line in run_make(written.folder, "-n", "run").splitlines() if "uv " in line
    ]

    assert commands
    assert [line for line in commands if "--no-dev" not in line] == []
