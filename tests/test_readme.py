"""The READMEs are true: their commands run, and their trees are those of the folders."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bakery import DEFAULTS, NOT_OURS, QUESTIONS, ROOT, Project, bake, copy_repository
from documents import (
    list_documents,
    list_features,
    parse,
    read_command_blocks,
    read_commands,
    read_tree,
)
from running import run, run_in_shell

COPY = "cookiecutter-quart"
# These serve until someone ends them.
SERVES = {"make run", "make demo", 'uv run --no-dev --group run watchfiles "app serve" app .env'}
# Other tests run these, because they take long.
ELSEWHERE = {
    "make test": "test_generated.py",
    "make lint": "test_generated.py",
    "uv run pytest --numprocesses auto --dist worksteal": "test_generated.py, by make test",
    "uv run pytest tests/test_hooks.py": "with these tests",
    "uv run pytest tests/test_course.py": "with these tests",
    "uv run pytest -m slow tests/test_course_runs.py -k 04-": "with these tests",
}
# The template is published nowhere yet, and pipx is not everywhere.
INSTEAD = {
    "uvx cruft create https://github.com/OWNER/cookiecutter-quart": (
        f"uvx cruft create {ROOT} --output-dir ../by-cruft"
    ),
    "uvx cookiecutter gh:OWNER/cookiecutter-quart": (
        f"uvx cookiecutter {ROOT} --output-dir ../by-uvx"
    ),
    "pipx run cookiecutter gh:OWNER/cookiecutter-quart": (
        f"uvx pipx run cookiecutter {ROOT} --output-dir ../by-pipx"
    ),
}
# A feature that has a table, and nothing else yet.
BOOKS = {
    "__init__.py": '"""Books."""\n',
    "tables.py": '''"""The table of books."""

import sqlalchemy as sa

from app.db.tables import metadata

sa.Table("books", metadata, sa.Column("id", sa.String(36), primary_key=True))
''',
    "queries.py": '''"""The SQL of books."""

from app.db import Connection


async def has_books(connection: Connection) -> bool:
    return await connection.fetch_val("SELECT id FROM books LIMIT 1") is not None
''',
}
NUMBERS = {8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}


def run_as_written(commands: list[str], folder: Path) -> None:
    for command in commands:
        if command.startswith("cd "):
            folder /= command.removeprefix("cd ")
        elif command in SERVES:
            with run(folder, *shlex.split(command)):
                pass
        elif command not in ELSEWHERE:
            run_in_shell(folder, INSTEAD.get(command, command))


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the template to a folder of its own."""
    folder = tmp_path_factory.mktemp("clone") / COPY
    copy_repository(folder)
    return folder


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that other users may open, such as the one PostgreSQL runs as under root."""
    with TemporaryDirectory(prefix="readme-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.mark.slow
def test_the_commands_of_the_templates_readme_run_as_written(clone: Path) -> None:
    for block in read_command_blocks(ROOT / "README.md"):
        run_as_written(block, clone)

    names = {path.name for path in clone.parent.iterdir()}
    assert names == {COPY, "my-app", "by-cruft", "by-uvx", "by-pipx"}
    assert (clone / "demo" / "app.db").is_file()


def add_books(project: Project) -> None:
    """Begin the feature for which the README says how to write a migration."""
    feature = project.folder / "app" / "books"
    feature.mkdir()
    for name, text in BOOKS.items():
        (feature / name).write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_the_commands_of_a_projects_readme_run_as_written(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So `make test-postgres`, which runs the slow tests too, shows what they cover.
    monkeypatch.setenv("PYTEST_ADDOPTS", "--cov")
    project = bake(open_folder)
    add_books(project)

    run_as_written(read_commands(project.folder / "README.md"), project.folder)

    assert (project.folder / "app.db").is_file()
    assert (project.folder / "uv.lock").is_file()
    assert list(project.folder.glob("migrations/versions/*_add_a_shelf_to_books.py"))
    documents = "".join(path.read_text("utf-8") for path in list_documents(project.folder))
    for command in sorted(set(re.findall(r"uv run app ([a-z-]+)", documents))):
        run_in_shell(project.folder, f"uv run app {command} --help")


def test_every_command_with_a_rule_of_its_own_is_in_a_document(bakes: list[Project]) -> None:
    """Else a command that serves until it is ended would be run like any other, for good."""
    folders = [ROOT, *(project.folder for project in bakes)]
    documents = [document for folder in folders for document in list_documents(folder)]
    written = {command for document in documents for command in read_commands(document)}

    assert {*SERVES, *ELSEWHERE, *INSTEAD} - written == set()


def test_no_command_stands_outside_a_block_that_is_run(project: Project) -> None:
    readmes = [ROOT / "README.md", project.folder / "README.md"]
    for document in (*list_documents(ROOT), *list_documents(project.folder)):
        infos = {token.info for token in parse(document) if token.type in {"fence", "code_block"}}

        if document in readmes:
            assert infos == {"sh", "text"}
        elif document.name.startswith("deploy-"):  # for a server
            assert infos <= {"bash", "text"}, document
        elif document.name != "first-feature.md":  # `test_first_feature.py` runs all of it
            assert infos <= {
                *("sh", "text", "python", "ts", "tsx"),
                *("mermaid", "json", "yaml"),
            }, document
            assert [line for line in read_commands(document) if line not in ELSEWHERE] == []


def test_the_questions_in_the_readme_are_those_that_are_asked() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## The questions")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    asked = [name for name in QUESTIONS if not name.startswith("_")]
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == asked
    assert f"asks {NUMBERS[len(asked)]} questions" in " ".join(readme.split())


def test_the_ways_without_make_are_those_of_the_makefile(project: Project) -> None:
    section = project.read("README.md").partition("### Without make")[2].partition("```sh")[2]
    commands = section.partition("```")[0].split("\n")[1:-1]

    makefile = project.read("Makefile")
    assert commands
    for command in commands:
        recipe = command.replace("uv run", "$(RUN)")
        assert f"\t{recipe}\n" in makefile.replace("\t@", "\t")


def test_the_tree_in_the_readme_is_that_of_the_project(project: Project) -> None:
    # The pattern stands for the features.
    named = [path for path in read_tree(project.folder / "README.md") if path != "app/*/"]
    named += [f"app/{feature}/" for feature in list_features(project)]
    folders = [path for path in named if path.endswith("/")]
    # A folder without anything below it in the tree stands for everything in it.
    closed = tuple(path for path in folders if sum(other.startswith(path) for other in named) == 1)

    assert [path for path in named if not (project.folder / path).exists()] == []
    assert [
        path for path in named if (project.folder / path).is_dir() and path not in folders
    ] == []
    files = set(project.files())
    assert [path for path in files - set(named) if not path.startswith(closed)] == []


def test_the_tree_of_the_architecture_is_that_of_a_complete_project(bakes: list[Project]) -> None:
    (project,) = (each for each in bakes if each.answers == DEFAULTS)
    named = read_tree(ROOT / "docs" / "architecture.md")

    found = [path for path in (project.folder / "app").iterdir() if path.name != "__pycache__"]
    in_app = {f"app/{path.name}" + "/" * path.is_dir() for path in found}
    assert {path for path in named if path.startswith("app/")} - {"app/"} == in_app
    assert [path for path in named if not (project.folder / path).exists()] == []


def test_the_map_in_the_readme_is_that_of_the_repository() -> None:
    named = {path.rstrip("/") for path in read_tree(ROOT / "README.md")}

    assert named == {path.name for path in ROOT.iterdir()} - set(NOT_OURS)
