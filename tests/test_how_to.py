"""The how-to pages are true: a project built by each of them passes its checks."""

import os
import re
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bakery import bake
from documents import read_links
from recipes import PAGES, Block, follow_page, read_blocks
from running import run, run_in

# Its commands ask a server, and change no code.
HTTPIE = PAGES / "httpie.md"
RECIPES = sorted({*PAGES.glob("*.md")} - {PAGES / "index.md", HTTPIE})
# Its reader has a project without pages, and the page counts the lines to write by hand.
REALWORLD = PAGES / "realworld.md"
MOST_OWN_LINES = 940
# The rules that a project checks by itself: who may use each route, and which part owns a table.
RULES = ("tests/test_access.py", "tests/test_architecture.py", "tests/test_conventions.py")


@pytest.fixture(scope="module")
def packages() -> Iterator[str]:
    """Return the folder into which all pages install packages."""
    # Not pytest's folder: run by root, PostgreSQL is another user's, whom pytest keeps out.
    with TemporaryDirectory(prefix="how-to-") as folder:
        Path(folder).chmod(0o755)
        yield folder


@pytest.fixture(scope="module")
def install(tmp_path_factory: pytest.TempPathFactory, packages: str) -> Callable[[str], Path]:
    """Return a function that writes a project once for all pages. A test must not change it."""

    @cache
    def install(frontend: str) -> Path:
        out = tmp_path_factory.mktemp("how-to")
        folder = bake(out, start="essentials", ci="none", frontend=frontend).folder
        run_in(folder, "git", "init", "--quiet")
        run_in(folder, "git", "add", "--all")
        run_in(folder, "uv", "sync", UV_PROJECT_ENVIRONMENT=packages)
        return folder

    return install


@pytest.mark.slow
@pytest.mark.parametrize("page", RECIPES, ids=lambda page: page.stem)
def test_a_project_built_by_a_page_passes_its_checks(
    page: Path, install: Callable[[str], Path], packages: str, tmp_path: Path
) -> None:
    installed = install("none" if page == REALWORLD else "htmx")
    folder = tmp_path / installed.name
    shutil.copytree(installed, folder)

    follow_page(page, folder, UV_PROJECT_ENVIRONMENT=packages)

    for tool in ("ruff check", "ruff format --check", "mypy", f"pytest -q {' '.join(RULES)}"):
        run_in(folder, "uv", "run", *tool.split(), UV_PROJECT_ENVIRONMENT=packages)
    if page == REALWORLD:
        # Nothing of the template changes, except that the factory gets a stanza.
        run_in(folder, "git", "diff", "--exit-code", "--", ":!app/__init__.py")


@pytest.mark.parametrize("page", RECIPES, ids=lambda page: page.stem)
def test_a_page_brings_its_own_tests_and_runs_them(page: Path) -> None:
    blocks = list(read_blocks(page))
    written = [block.title for block in blocks if block.form == "write"]
    commands = "".join(block.content for block in blocks if block.form == "sh")
    arguments = re.findall(r"uv run (?:--group postgres )?pytest (.+)", commands)

    tests = [path for path in written if Path(path).name.startswith("test_")]
    assert tests
    assert {*tests} - {*" ".join(arguments).split()} == set()


def test_realworld_takes_as_few_own_lines_as_its_page_says() -> None:
    added = sum(
        count_added_lines(block)
        for block in read_blocks(REALWORLD)
        if not block.title.startswith("tests/")
    )

    assert added <= MOST_OWN_LINES
    assert f"{added} lines of your own" in REALWORLD.read_text(encoding="utf-8")


def count_added_lines(block: Block) -> int:
    """Return how many lines a block adds to a project, with those that it replaces."""
    lines = block.content.splitlines()
    if block.form == "apply":
        return sum(line.startswith("+") and not line.startswith("+++ b/") for line in lines)
    return len(lines) if block.form == "write" else 0


@pytest.mark.slow
def test_the_requests_of_httpie_are_answered_as_the_page_says(
    install: Callable[[str], Path], packages: str, tmp_path: Path
) -> None:
    installed = install("htmx")
    folder = tmp_path / installed.name
    shutil.copytree(installed, folder)
    blocks = [block.content for block in read_blocks(HTTPIE) if block.form == "sh"]
    lines = [line for block in blocks for line in block.splitlines()]
    requests = [line for line in lines if line.startswith("http ")]
    environment = {"UV_PROJECT_ENVIRONMENT": packages, "HTTPIE_CONFIG_DIR": str(tmp_path)}

    for line in lines:
        if line not in requests:
            run_in(folder, *shlex.split(line), **environment)
    with run(folder, "uv", "run", "app", "serve", **environment) as address:
        todo_id = ""
        for line in requests:
            command, _, status = line.partition("  # ")
            words = command.replace(":8000/", f":{address.rpartition(':')[2]}/")
            if "/export/file" in words:
                # A job writes it.
                state = f"http --session=ada {words.split()[-1].removesuffix('/file')}"
                while '"state":"done"' not in ask(folder, state, "", **environment):
                    time.sleep(0.2)
            answer = ask(folder, words.replace("TODO_ID", todo_id), status, **environment)
            if found := re.search(r'"id":"([0-9a-f-]{36})","task"', answer):
                todo_id = found[1]

    assert len(requests) > 10
    assert todo_id
    assert "ada@example.com" in (folder / "export.json").read_text(encoding="utf-8")


def ask(folder: Path, command: str, status: str, **environment: str) -> str:
    """Run a command of HTTPie. Return the answer, which must have this status, or else succeed."""
    result = subprocess.run(
        [
            *["uvx", "--from", "httpie", "http", "--ignore-stdin", "--check-status"],
            *shlex.split(command)[1:],
        ],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == int(status[:1] or 0), f"{command}\n{result.stdout}{result.stderr}"
    assert not status or f"HTTP {status}" in result.stderr, command
    return result.stdout


@pytest.mark.parametrize("page", [*RECIPES, HTTPIE], ids=lambda page: page.stem)
def test_a_page_is_short_enough_to_follow(page: Path) -> None:
    words = [word for line in read_prose(page) for word in line.split()]

    assert 200 <= len(words) <= 700


def read_prose(page: Path) -> list[str]:
    """Return the lines of a page outside of its blocks."""
    parts = page.read_text(encoding="utf-8").split("\n```")
    return [line for part in parts[::2] for line in part.splitlines()]


def test_the_index_names_every_page() -> None:
    assert set(read_links(PAGES / "index.md")) >= {page.name for page in [*RECIPES, HTTPIE]}
