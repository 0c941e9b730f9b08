"""A project with three features of its own passes its own checks as a fresh one does."""

from pathlib import Path

import pytest
from bakery import bake
from first_feature import Block, follow, read_blocks
from running import run_make

NAMES = ("note", "book", "place")
# Each feature is checked together with the others in the end.
CHECKS = ("make lint", "uv run pytest")


def rename(block: Block, name: str) -> Block:
    """Return the block of the page for a feature with another name than `notes`."""
    return Block(*(text.replace("note", name).replace("Note", name.title()) for text in block))


@pytest.mark.slow
def test_three_features_more_pass_the_checks_of_the_project(tmp_path: Path) -> None:
    folder = bake(tmp_path).folder
    blocks = [block for block in read_blocks(folder) if not block.text.startswith(CHECKS)]

    for name in NAMES:
        for block in blocks:
            follow(folder, rename(block, name))

    assert len(list((folder / "migrations" / "versions").glob("*_add_*.py"))) == len(NAMES)
    for word in ("fix", "lint", "test"):
        assert run_make(folder, word) == ""
