"""A project made with cruft takes later changes of the template and keeps its owner's own."""

import subprocess
from pathlib import Path

import cruft
import pytest
from bakery import TEMPLATE

ANSWERS = {"frontend": "none", "ci": "none", "license": "Apache-2.0"}


def git(folder: Path, *command: str) -> None:
    subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)


def commit_everything(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "change")


def add_line(file: Path, line: str, *, first: bool = False) -> None:
    text = file.read_text(encoding="utf-8")
    text = f"{line}\n{text}" if first else f"{text}{line}\n"
    file.write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture
def template(template_copy: Path) -> Path:
    git(template_copy, "init", "--quiet", "--initial-branch=main")
    commit_everything(template_copy)
    return template_copy


@pytest.fixture
def owned(tmp_path: Path, template: Path) -> Path:
    """A project that its owner keeps in git."""
    folder: Path = cruft.create(str(template), tmp_path / "out", extra_context=ANSWERS)
    git(folder, "init", "--quiet")
    commit_everything(folder)
    return folder


def test_an_update_arrives_beside_the_owners_edits(template: Path, owned: Path) -> None:
    source = template / TEMPLATE.name
    env = (owned / ".env").read_bytes()
    paths = {path for path in owned.rglob("*") if ".git" not in path.parts}
    # Both sides change both files, at opposite ends.
    for name, comment in (("app/__init__.py", "# {}"), ("pyproject.toml", "# {}")):
        add_line(source / name, comment.format("from the template"))
        add_line(owned / name, comment.format("from the owner"), first=True)
    add_line(source / ".env.example", "# A new setting.\nNEW_SETTING=")
    (source / "app" / "new.py").write_text('"""New."""\n', encoding="utf-8")
    commit_everything(template)
    commit_everything(owned)

    assert cruft.update(owned, skip_apply_ask=True)

    for name in ("app/__init__.py", "pyproject.toml"):
        lines = (owned / name).read_text(encoding="utf-8").splitlines()
        assert (lines[0], lines[-1]) == ("# from the owner", "# from the template")
    assert "NEW_SETTING=" in (owned / ".env.example").read_text(encoding="utf-8")
    assert (owned / ".env").read_bytes() == env
    after = {path for path in owned.rglob("*") if ".git" not in path.parts}
    assert after - paths == {owned / "app" / "new.py"}
    assert paths - after == set()
    assert cruft.check(owned)


def test_nothing_happens_while_the_template_stays_the_same(owned: Path) -> None:
    assert cruft.update(owned, skip_apply_ask=True)

    status = ["git", "status", "--porcelain"]
    assert subprocess.run(status, cwd=owned, capture_output=True, check=True).stdout == b""
