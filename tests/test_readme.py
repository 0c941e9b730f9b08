"""The documents are true: their commands run, and what they name exists."""

import ast
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

import pytest
from bakery import CHOICES, COMBINATIONS, QUESTIONS, ROOT, Project, bake
from markdown_it import MarkdownIt
from markdown_it.token import Token
from running import run

COPY = "cookiecutter-quart"
# These serve until someone ends them.
SERVES = {"make run", "make demo", 'uv run --no-dev --group run watchfiles "app serve" app .env'}
# Other tests run these, because they take long.
ELSEWHERE = {
    "make test": "test_generated.py",
    "make lint": "test_generated.py",
    "uv run pytest --cov --numprocesses auto --dist worksteal": "test_generated.py, by make test",
    "docker compose up --build --wait": "containers/test_stack.py, as it needs a Docker Engine",
    "uv run pytest tests/test_hooks.py": "with these tests",
    "uv run pytest tests/test_course.py": "with these tests",
    "uv run pytest -m slow tests/test_course_runs.py -k 04-": "with these tests",
}
# The template is published nowhere yet, and pipx is not everywhere.
INSTEAD = {
    "uvx cookiecutter gh:OWNER/cookiecutter-quart": f"uvx cookiecutter {ROOT}",
    "pipx run cookiecutter gh:OWNER/cookiecutter-quart": (
        f"uvx pipx run cookiecutter {ROOT} --output-dir by-pipx"
    ),
    "git clone https://github.com/OWNER/cookiecutter-quart": "true",
}
DEFAULTS = {question: choices[0] for question, choices in CHOICES.items()}
# The license changes no document.
DOCUMENTED = [answers for answers in COMBINATIONS if answers["license"] == DEFAULTS["license"]]
# A feature that has a table, and nothing else yet.
NOTES = {
    "__init__.py": '"""Notes."""\n',
    "tables.py": '''"""The table of notes."""

import sqlalchemy as sa

from app.db.tables import metadata

sa.Table("notes", metadata, sa.Column("id", sa.String(36), primary_key=True))
''',
    "queries.py": '''"""The SQL of notes."""

from app.db import Connection


async def has_notes(connection: Connection) -> bool:
    return await connection.fetch_val("SELECT id FROM notes LIMIT 1") is not None
''',
}
NUMBERS = {8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}
NOT_OURS = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()] + [".git"]
# The words of each feature that can be deleted. Only its own README.md may use them.
FEATURE_WORDS = {
    "todos": r"todo",
    "passkeys": r"passkey",
    "two_step": r"two.step|recovery code|authenticator app",
    "presence": r"presence",
    "admin": r"app/admin|admin pages?|\"admin\"",
}
# Features of the examples: nothing of theirs exists.
MADE_UP = re.compile(r"note|badge|verb_noun|has_ended|membership|delete_pictures")
TREE_LINE = re.compile(r"((?:│   |    )*)[├└]── (\S+(?:, \S+)*)(?: {2,}(\S.*))?")


def parse(document: Path) -> list[Token]:
    return parse_markdown(document.read_text(encoding="utf-8"))


@cache
def parse_markdown(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def read_commands(document: Path) -> list[str]:
    blocks = [token.content for token in parse(document) if token.info == "sh"]
    return [line for block in blocks for line in block.splitlines()]


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


def list_features(project: Project) -> list[str]:
    """Return the directories of `app/` that the tree in the README does not name."""
    named = read_tree(project.folder / "README.md")
    folders = [path for path in (project.folder / "app").iterdir() if path.is_dir()]
    return sorted(path.name for path in folders if f"app/{path.name}/" not in named)


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
    """Run a command, and answer each question with Enter, which takes the default."""
    result = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        input="\n" * 20,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=1800,
    )
    assert result.returncode == 0, f"{command}\n{result.stdout}"


def make_targets(folder: Path) -> set[str]:
    makefile = (folder / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def list_documents(folder: Path) -> list[Path]:
    return [*folder.glob("*.md"), *folder.glob("docs/*.md"), *folder.glob("app/**/README.md")]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the template to a folder of its own."""
    folder = tmp_path_factory.mktemp("clone") / COPY
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_OURS))
    return folder


@pytest.fixture(params=DOCUMENTED, ids=lambda answers: "-".join(answers.values()))
def documented(request: pytest.FixtureRequest, bakes: list[Project]) -> Project:
    """Return a project for every combination of answers that changes its documents."""
    return next(project for project in bakes if project.answers == request.param)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Yield a folder that other users may open, such as the one PostgreSQL runs as under root."""
    with TemporaryDirectory(prefix="readme-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.mark.slow
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


def add_notes(project: Project) -> None:
    """Begin the feature for which the README says how to write a migration."""
    feature = project.folder / "app" / "notes"
    feature.mkdir()
    for name, text in NOTES.items():
        (feature / name).write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_the_commands_of_a_projects_readme_run_as_written(open_folder: Path) -> None:
    project = bake(open_folder)
    add_notes(project)

    run_as_written(read_commands(project.folder / "README.md"), project.folder)

    assert (project.folder / "app.db").is_file()
    assert (project.folder / "uv.lock").is_file()
    assert list(project.folder.glob("migrations/versions/*_add_notes.py"))
    documents = "".join(path.read_text("utf-8") for path in list_documents(project.folder))
    for command in sorted(set(re.findall(r"uv run app ([a-z-]+)", documents))):
        run_in_shell(f"uv run app {command} --help", project.folder)


def test_every_command_with_a_rule_of_its_own_is_in_a_document(bakes: list[Project]) -> None:
    """Else a command that serves until it is ended would be run like any other, for good."""
    folders = [ROOT, *(project.folder for project in bakes)]
    documents = [document for folder in folders for document in list_documents(folder)]
    written = {command for document in documents for command in read_commands(document)}

    assert {*SERVES, *ELSEWHERE, *INSTEAD} - written == set()


def test_no_command_stands_outside_a_block_that_is_run(documented: Project) -> None:
    readmes = [ROOT / "README.md", documented.folder / "README.md"]
    for document in (*list_documents(ROOT), *list_documents(documented.folder)):
        kinds = {token.info for token in parse(document) if token.type in {"fence", "code_block"}}

        if document in readmes:
            assert kinds == {"sh", "text"}
        else:
            assert kinds <= {"sh", "text", "python"}, document
            assert [line for line in read_commands(document) if line not in ELSEWHERE] == []


def test_examples_import_what_exists(documented: Project) -> None:
    for document in list_documents(documented.folder):
        for example in (token.content for token in parse(document) if token.info == "python"):
            for node in ast.walk(ast.parse(example)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app."):
                    path = documented.folder / str(node.module).replace(".", "/")
                    module = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
                    names = {alias.name for alias in node.names}
                    known = set(re.findall(r"\w+", module.read_text(encoding="utf-8")))
                    assert names - known == set(), f"{document}: {node.module}"


def test_documents_name_files_and_code_that_exist(documented: Project) -> None:
    code = " ".join(text for path, text in documented.texts() if path.endswith((".py", ".html")))
    words = set(re.findall(r"\w+", code))
    for document in list_documents(documented.folder):
        missing = []
        for span in read_code_spans(document):
            if MADE_UP.search(span):
                continue
            if re.match(r"(app|tests|migrations|docs)/", span):
                found = any(documented.folder.glob(span)) or "<" in span
            else:
                name = re.fullmatch(r"(?:await )?@?([a-z]\w*_\w+)(?:\(.*)?", span)
                found = name is None or name[1] in words
            if not found:
                missing.append(span)

        assert missing == [], document


def test_only_the_readme_of_a_feature_names_it(documented: Project) -> None:
    features = list_features(documented)
    found = [
        f"{document.relative_to(documented.folder)}: {word}"
        for document in (*list_documents(documented.folder), documented.folder / ".env.example")
        for feature, words in FEATURE_WORDS.items()
        if documented.folder / "app" / feature not in document.parents
        for word in re.findall(words, document.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert found == []
    assert set(features) <= set(FEATURE_WORDS), "add the words of the new feature"


def test_the_readme_of_a_feature_says_what_to_delete(documented: Project) -> None:
    for feature in list_features(documented):
        text = documented.read(f"app/{feature}/README.md")
        (first_step,) = re.findall(r"^1\. Delete (.+)", text, re.MULTILINE)
        named = {
            path.relative_to(documented.folder).as_posix()
            for pattern in re.findall(r"`(\S+)`", first_step)
            for path in documented.folder.glob(pattern)
        }

        migrations = {
            path
            for path in documented.files()
            if path.startswith(f"migrations/versions/{feature}_")
        }
        assert named == {f"app/{feature}", f"tests/{feature}"} | migrations, feature


def test_a_table_of_contents_names_every_heading(documented: Project) -> None:
    for document in (ROOT / "docs" / "decisions.md", documented.folder / "docs" / "decisions.md"):
        links = [link.removeprefix("#") for link in read_links(document) if link.startswith("#")]

        assert links == read_anchors(document)


def test_the_questions_in_the_readme_are_those_that_are_asked() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## The questions")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]

    asked = [name for name in QUESTIONS if not name.startswith("_")]
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == asked
    assert f"asks {NUMBERS[len(asked)]} questions" in " ".join(readme.split())


def test_the_ways_without_make_are_those_of_the_makefile(documented: Project) -> None:
    section = documented.read("README.md").partition("### Without make")[2].partition("```sh")[2]
    commands = section.partition("```")[0].split("\n")[1:-1]

    makefile = documented.read("Makefile")
    assert commands
    for command in commands:
        assert f"$(RUN) {command.removeprefix('uv run ')}\n" in makefile


def test_every_word_of_make_that_is_named_exists(documented: Project) -> None:
    own = make_targets(documented.folder)
    for folder in (ROOT, documented.folder):
        for document in list_documents(folder):
            commands = re.findall(r"`(make .+?)`", document.read_text(encoding="utf-8"))
            commands += [line for line in read_commands(document) if line.startswith("make ")]
            words = {
                word
                for command in commands
                for word in re.sub(r'".*?"', "", command).split()[1:]
                if "=" not in word
            }

            # The template's documents may name commands of a project.
            assert words - own - make_targets(folder) == set(), document


def test_the_tree_in_the_readme_is_that_of_the_project(documented: Project) -> None:
    # The pattern stands for the features.
    named = [path for path in read_tree(documented.folder / "README.md") if path != "app/*/"]
    named += [f"app/{feature}/" for feature in list_features(documented)]
    folders = [path for path in named if path.endswith("/")]
    # A folder without anything below it in the tree stands for everything in it.
    closed = tuple(path for path in folders if sum(other.startswith(path) for other in named) == 1)

    assert [path for path in named if not (documented.folder / path).exists()] == []
    assert [
        path for path in named if (documented.folder / path).is_dir() and path not in folders
    ] == []
    files = set(documented.files())
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


def test_links_lead_to_files(documented: Project) -> None:
    for folder in (ROOT, documented.folder):
        for document in list_documents(folder):
            for link in read_links(document):
                path, _, anchor = unquote(link).partition("#")
                if not link.startswith(("https://", "http://")):
                    target = document.parent / path if path else document
                    assert target.exists(), f"{document}: {link}"
                    assert not anchor or anchor in read_anchors(target), f"{document}: {link}"
