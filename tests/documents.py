"""Read the documents of the template and of its projects: headings, links, commands, trees."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

from bakery import Project
from markdown_it import MarkdownIt
from markdown_it.token import Token

TREE_LINE = re.compile(r"((?:│   |    )*)[├└]── (\S+(?:, \S+)*)(?: {2,}(\S.*))?")


def list_documents(folder: Path) -> list[Path]:
    return [*folder.glob("*.md"), *folder.glob("docs/*.md"), *folder.glob("app/**/README.md")]


def parse(document: Path) -> list[Token]:
    return parse_markdown(document.read_text(encoding="utf-8"))


@cache
def parse_markdown(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def read_command_blocks(document: Path) -> list[list[str]]:
    """Return the commands of each block. One that goes on after `&&` is one command."""
    blocks = [token.content for token in parse(document) if token.info == "sh"]
    return [block.replace("&&\n", "&& ").splitlines() for block in blocks]


def read_commands(document: Path) -> list[str]:
    return [line for block in read_command_blocks(document) for line in block]


def read_links(document: Path) -> Iterator[str]:
    for token in parse(document):
        for child in token.children or ():
            if child.type in {"link_open", "image"}:
                yield str(child.attrs.get("href") or child.attrs["src"])


def read_tree(document: Path) -> list[str]:
    """Return every path in the first tree. The path of a folder ends with a slash."""
    tree = next(token.content for token in parse(document) if "── " in token.content)
    paths: list[str] = []
    above: list[str] = []
    for line in tree.splitlines():
        if match := TREE_LINE.fullmatch(line):
            depth = len(match[1]) // 4
            names = match[2].split(", ")
            del above[depth:]
            paths += ["".join([*above, name]) for name in names]
            above.append(names[-1])
    return paths


def name_anchor(heading: str) -> str:
    """Return the anchor that GitHub and GitLab give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def read_anchors(document: Path) -> list[str]:
    tokens = parse(document)
    return [
        name_anchor(text.content)
        for token, text in pairwise(tokens)
        if token.type == "heading_open" and token.tag != "h1"
    ]


def read_code_spans(document: Path) -> Iterator[str]:
    for token in parse(document):
        for child in token.children or ():
            if child.type == "code_inline":
                yield child.content


def find_broken_links(document: Path) -> list[str]:
    """Return the links of a document to files or headings that do not exist."""
    broken = []
    for link in read_links(document):
        path, _, anchor = unquote(link).partition("#")
        target = document.parent / path if path else document
        if link.startswith(("https://", "http://")):
            continue
        if not target.exists() or (anchor and anchor not in read_anchors(target)):
            broken.append(link)
    return broken


def list_features(project: Project) -> list[str]:
    """Return the directories of `app/` that the tree in the README does not name."""
    named = read_tree(project.folder / "README.md")
    folders = [path for path in (project.folder / "app").iterdir() if path.is_dir()]
    return sorted(path.name for path in folders if f"app/{path.name}/" not in named)
