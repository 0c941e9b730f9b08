"""Do what the page "Your first feature" of a project says, block by block."""

import re
from pathlib import Path
from typing import NamedTuple

from running import run_in_shell

BLOCK = re.compile(
    r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$',
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """Commands to run, or what a file has: as a whole, as a change, or after a migration."""

    kind: str
    path: str
    text: str


def read_blocks(folder: Path) -> list[Block]:
    page = (folder / "docs" / "first-feature.md").read_text(encoding="utf-8")
    return [Block(kind, path, text) for kind, path, text in BLOCK.findall(page)]


def follow(folder: Path, block: Block) -> None:
    if block.kind == "sh":
        for command in block.text.splitlines():
            run_in_shell(folder, command)
    elif block.kind == "diff":
        change_file(folder / block.path, block.text)
    elif "*" in block.path:
        (written,) = folder.glob(block.path)
        assert block.text in written.read_text(encoding="utf-8"), block.path
    else:
        file = folder / block.path
        assert not file.exists(), f"{block.path} is written twice"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, encoding="utf-8")


def change_file(file: Path, change: str) -> None:
    """Replace the lines with a space or a - by those with a space or a +, in one place."""
    lines = [(line[:1].strip(), line[1:]) for line in change.splitlines(keepends=True)]
    old = "".join(line for mark, line in lines if mark != "+")
    new = "".join(line for mark, line in lines if mark != "-")
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} has not one place for:\n{change}"
    file.write_text(text.replace(old, new), encoding="utf-8")
