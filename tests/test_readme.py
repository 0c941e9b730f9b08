"""The documents say what is so: their commands run, their trees and links lead to files."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import pytest
from bakery import ROOT, Project, bake
from markdown_it import MarkdownIt
from markdown_it.token import Token
from running import run

COPY = "cookiecutter-quart"
# These serve until they are ended.
SERVES = {"make run", "make demo", 'uv run watchfiles "app serve" app .env'}
# Other tests run these, and take their time.
ELSEWHERE = {
    "make test": "test_generated.py",
    "make lint": "test_generated.py",
    "uv run pytest --cov --numprocesses auto --dist worksteal": "test_generated.py, by make test",
    "docker compose up --build --wait": "containers/test_stack.py, as it needs a Docker Engine",
}
# The template is published nowhere yet, and pipx is not everywhere.
INSTEAD = {
    "uvx cookiecutter gh:OWNER/cookiecutter-quart": f"uvx cookiecutter {ROOT}",
    "pipx run cookiecutter gh:OWNER/cookiecutter-quart": (
        f"uvx pipx run cookiecutter {ROOT} --output-dir by-pipx"
    ),
    "git clone https://github.com/OWNER/cookiecutter-quart": "true",
}
NOT_OURS = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()] + [".git"]
TREE_LINE = re.compile(r"((?:│   |    )*)[├└]── (\S+(?:, \S+)*)(?: {2,}(\S.*))?")


def parse(document: Path) -> list[Token]:
    parser = MarkdownIt("commonmark").enable("table")
    return parser.parse(document.read_text(encoding="utf-8"))


def read_commands(document: Path) -> list[str]:
    blocks = [token.content for token in parse(document) if token.info == "sh"]
    return [line for block in blocks for line in block.splitlines()]


def read_links(document: Path) -> Iterator[str]:
    for token in parse(document):
        for child in token.children or ():
            if child.type in {"link_open", "image"}:
                yield str(child.attrs.get("href") or child.attrs["src"])


def read_tree(document: Path) -> list[str]:
    """Every path in the first tree; that of a folder ends with a slash."""
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


def run_as_written(commands: list[str], folder: Path) -> None:
    for command in commands:
        if command.startswith("cd "):
            folder /= command.removeprefix("cd ")
        elif command in SERVES:
            with run(folder, *shlex.split(command)):
                pass
        elif command not in ELSEWHERE:
            run_in_shell(INSTEAD.get(command, command), folder)


def run_in_shell(command: str, folder: Path) -> None:
    """What it asks is answered by Enter, which takes the default."""
    result = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        input="\n" * 20,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}"


def make_targets(folder: Path) -> set[str]:
    makefile = (folder / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def list_documents(folder: Path) -> list[Path]:
    return [*folder.glob("*.md"), *folder.glob("docs/*.md")]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template as somebody gets it, in a folder where nothing else is."""
    folder = tmp_path_factory.mktemp("clone") / COPY
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_OURS))
    return folder


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Not pytest's: run by root, a project's PostgreSQL is another user's, kept out of it."""
    with TemporaryDirectory(prefix="readme-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def test_the_commands_of_the_templates_readme_run_as_written(clone: Path) -> None:
    commands = read_commands(ROOT / "README.md")
    beginnings = [place for place, line in enumerate(commands) if line in INSTEAD]
    parts = [
        commands[begin:end] for begin, end in zip(beginnings, [*beginnings[1:], None], strict=True)
    ]

    for part in parts:
        run_as_written(part, clone.parent)

    assert [len(parts), *beginnings[:1]] == [len(INSTEAD), 0]
    names = {path.name for path in clone.parent.iterdir()}
    assert names == {COPY, "my-app", "by-pipx"}
    assert (clone / "demo" / "app.db").is_file()


def test_the_commands_of_a_projects_readme_run_as_written(open_folder: Path) -> None:
    project = bake(open_folder)

    run_as_written(read_commands(project.folder / "README.md"), project.folder)

    assert (project.folder / "app.db").is_file()
    assert (project.folder / "uv.lock").is_file()
    assert list(project.folder.glob("migrations/versions/*_add_notes.py"))
    named = re.findall(r"uv run app (?:--debug )?([a-z-]+)", project.read("README.md"))
    for command in named:
        run_in_shell(f"uv run app {command} --help", project.folder)


def test_no_command_stands_outside_a_block_that_is_run(project: Project) -> None:
    for document in (ROOT / "README.md", project.folder / "README.md"):
        kinds = {token.info for token in parse(document) if token.type in {"fence", "code_block"}}

        assert kinds == {"sh", "text"}


def test_the_ways_without_make_are_those_of_the_makefile(project: Project) -> None:
    section = project.read("README.md").partition("### Without make")[2].partition("```sh")[2]
    commands = section.partition("```")[0].split("\n")[1:-1]

    makefile = project.read("Makefile")
    assert commands
    for command in commands:
        assert f"$(RUN) {command.removeprefix('uv run ')}\n" in makefile


def test_every_word_of_make_that_is_named_exists(project: Project) -> None:
    own = make_targets(project.folder)
    for folder in (ROOT, project.folder):
        for document in list_documents(folder):
            commands = re.findall(r"`(make .+?)`", document.read_text(encoding="utf-8"))
            commands += [line for line in read_commands(document) if line.startswith("make ")]
            words = {
                word
                for command in commands
                for word in re.sub(r'".*?"', "", command).split()[1:]
                if "=" not in word
            }

            # What the template's documents tell of may be the project's.
            assert words - own - make_targets(folder) == set(), document


def test_the_tree_in_the_readme_is_that_of_the_project(project: Project) -> None:
    named = read_tree(project.folder / "README.md")
    folders = [path for path in named if path.endswith("/")]
    # Such a folder stands for all that is in it.
    closed = tuple(path for path in folders if sum(other.startswith(path) for other in named) == 1)

    assert [path for path in named if not (project.folder / path).exists()] == []
    assert [
        path for path in named if (project.folder / path).is_dir() and path not in folders
    ] == []
    files = set(project.files())
    assert [path for path in files - set(named) if not path.startswith(closed)] == []


def test_the_map_in_the_readme_is_that_of_the_repository() -> None:
    named = {path.rstrip("/") for path in read_tree(ROOT / "README.md")}

    assert named == {path.name for path in ROOT.iterdir()} - set(NOT_OURS)


def test_links_lead_to_files(project: Project) -> None:
    for folder in (ROOT, project.folder):
        for document in list_documents(folder):
            for link in read_links(document):
                path = unquote(link.partition("#")[0])
                if not link.startswith(("https://", "http://")):
                    assert (document.parent / path).exists(), f"{document}: {link}"
