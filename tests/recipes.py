"""Build what a how-to page shows: its blocks are files, changes and commands of a project.

A page is followed from top to bottom, as its reader would follow it.
"""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bakery import ROOT
from documents import parse
from running import run_in

PAGES = ROOT / "docs" / "how-to"


class Block(NamedTuple):
    """A fenced block: a file to `write`, a change to `apply`, or commands (`sh`)."""

    form: str
    title: str
    content: str


def read_blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of a page. Raise `ValueError` if nothing would check one of them."""
    for token in parse(page):
        if token.type not in {"fence", "code_block"}:
            continue
        language, *words = shlex.split(token.info) or [""]
        options = dict(word.partition("=")[::2] for word in words)
        form = next((word for word in ("write", "apply") if word in options), language)
        if form not in {"write", "apply", "sh"}:
            raise ValueError(f"{page.name}: nothing checks the block {token.info!r}")
        yield Block(form, options.get("title", ""), token.content)


def follow_page(page: Path, folder: Path, **environment: str) -> None:
    """Write the page's files, make its changes and run its commands in a project."""
    for block in read_blocks(page):
        if block.form == "write":
            target = folder / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.content, encoding="utf-8")
        elif block.form == "apply":
            assert f"\n+++ b/{block.title}\n" in block.content
            run_in(folder, "git", "apply", "--whitespace=error", "-", given=block.content)
        elif block.form == "sh":
            for command in block.content.splitlines():
                run_in(folder, *shlex.split(command), **environment)
