"""Write the quoted code of every page in docs/ again, from the files that it quotes.

Run it by `make docs`. CONTRIBUTING.md says how a block names what it quotes.
"""

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from cookiecutter.main import cookiecutter

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
# The course reads the smaller project.
COURSE = DOCS / "course"
BLOCK = re.compile(
    r'^(?P<fence>`{3,})\w+ title="(?P<path>[^"]+)"(?: quote="(?P<names>[^"]+)")?\n'
    r"(?P<code>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
# Their titles say where a command is typed.
COMMANDS = re.compile(r"`{3,}(bash|console) ")


class QuoteError(Exception):
    """A block names a file or a definition that does not exist."""


def list_pages() -> list[Path]:
    pages = DOCS.rglob("*.md")
    return sorted(page for page in pages if not {".venv", "node_modules"} & {*page.parts})


def write_projects(folder: Path) -> dict[str, Path]:
    """Write the two projects that pages quote. Return the folder of each."""
    return {
        start: Path(
            cookiecutter(
                str(ROOT),
                no_input=True,
                default_config=True,
                output_dir=str(folder / start),
                extra_context={"start": start},
            )
        )
        for start in ("complete", "essentials")
    }


def quote_page(page: Path, projects: dict[str, Path]) -> str:
    """Return the text of a page with every quoted block as its source is now."""
    project = projects["essentials" if COURSE in page.parents else "complete"]

    def quote_block(block: re.Match[str]) -> str:
        if COMMANDS.match(block[0]):
            return block[0]
        try:
            code = quote(find_source(page, project, block["path"]), block["names"])
        except QuoteError as error:
            raise QuoteError(f"{page.relative_to(ROOT)}: {error}") from error
        begin, end = block.start("code") - block.start(), block.end("code") - block.start()
        return block[0][:begin] + code + block[0][end:]

    return BLOCK.sub(quote_block, page.read_text(encoding="utf-8"))


def find_source(page: Path, project: Path, path: str) -> Path:
    for folder in (page.parent, project):
        if (folder / path).is_file():
            return folder / path
    raise QuoteError(f"there is no {path} beside the page or in the project")


def quote(source: Path, names: str | None) -> str:
    """Return the whole source, or the definitions with these names."""
    text = source.read_text(encoding="utf-8")
    if names is None:
        return text
    tree = ast.parse(text)
    found = [find_definition(tree, name, source.name) for name in re.split(r", *", names)]
    return "\n\n".join(cut_definition(text, node) for node in found)


def find_definition(tree: ast.Module, name: str, source: str) -> ast.stmt:
    body = tree.body
    for part in name.split("."):
        nodes = [node for node in body if part in name_definition(node)]
        if not nodes:
            raise QuoteError(f"{source} defines no {name}")
        body = getattr(nodes[0], "body", [])
    return nodes[0]


def name_definition(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def cut_definition(text: str, node: ast.stmt) -> str:
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    lines = text.splitlines(keepends=True)[first - 1 : node.end_lineno]
    return textwrap.dedent("".join(lines))


def main() -> None:
    with TemporaryDirectory() as folder:
        projects = write_projects(Path(folder))
        for page in list_pages():
            text = quote_page(page, projects)
            if text != page.read_text(encoding="utf-8"):
                page.write_text(text, encoding="utf-8")
                print(f"{page.relative_to(ROOT)} was written again")


if __name__ == "__main__":
    main()
