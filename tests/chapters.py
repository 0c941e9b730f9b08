"""Read the pages of the course: their headings, their links, and the commands in them."""

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bakery import ROOT
from documents import parse
from markdown_it.token import Token

DOCS = ROOT / "docs"
COURSE = DOCS / "course"
SOLUTIONS = COURSE / "solutions"
# A server runs there, while the page goes on in the first terminal.
SECOND_TERMINAL = 'title="In a second terminal"'
# From here on the reader has a project.
FIRST_WITH_PROJECT = 3


@dataclass(frozen=True)
class Command:
    """A line that a reader types, with the output that the page shows, if it shows any."""

    line: str
    output: str
    # In order, those of one block belong together.
    block: int
    in_second_terminal: bool


@dataclass(frozen=True)
class Page:
    path: Path

    @property
    def name(self) -> str:
        return self.path.parent.name

    @property
    def number(self) -> int:
        """Return the number of the chapter. The first page, before all chapters, is 0."""
        return int(self.name[:2]) if self.path.parent != COURSE else 0

    @property
    def exercises(self) -> Path:
        return self.path.parent / "exercises"

    @property
    def tokens(self) -> list[Token]:
        return parse(self.path)

    def headings(self, tag: str) -> list[str]:
        return [
            text.content
            for token, text in pairwise(self.tokens)
            if token.type == "heading_open" and token.tag == tag
        ]

    def words(self) -> int:
        """Count the words outside of code and drawings."""
        return sum(len(token.content.split()) for token in self.tokens if token.type == "inline")

    def blocks(self, *languages: str) -> list[Token]:
        return [token for token in self.tokens if token.info.split(" ")[0] in languages]

    def commands(self) -> list[Command]:
        return [
            Command(line, output, number, SECOND_TERMINAL in block.info)
            for number, block in enumerate(self.blocks("bash", "console"))
            for line, output in read_block(block)
        ]


def read_block(block: Token) -> list[tuple[str, str]]:
    """Return the commands of a block with their outputs."""
    text = block.content.replace("\\\n", "")
    if block.info.startswith("bash"):
        return [(line, "") for line in text.splitlines() if line]
    commands = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE)
    return [(re.sub(r"  +", " ", line), output) for line, output in commands]


def list_chapters() -> list[Page]:
    return [Page(path) for path in sorted(COURSE.glob("[0-9][0-9]-*/index.md"))]
