"""Keep a folder in git, and change it."""

import subprocess
from pathlib import Path


def git(folder: Path, *command: str) -> str:
    result = subprocess.run(
        ["git", *command], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return result.stdout.strip()


def start_repository(folder: Path) -> None:
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit_everything(folder)


def commit_everything(folder: Path, message: str = "change") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def add_line(file: Path, line: str, *, first: bool = False) -> None:
    text = file.read_text(encoding="utf-8")
    text = f"{line}\n{text}" if first else f"{text}{line}\n"
    file.write_text(text, encoding="utf-8", newline="\n")
