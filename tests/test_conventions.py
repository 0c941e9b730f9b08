"""The template's sources read as if there were no template (`docs/decisions.md` says why)."""

import re
import statistics
import sys
import tomllib
from pathlib import PurePath

import pytest
from bakery import (
    CHOICES,
    QUESTIONS,
    ROOT,
    TEMPLATE,
    files_below,
    is_copied_unrendered,
    matches,
    parse,
)

SOURCES = [
    path
    for path in files_below(TEMPLATE)
    if not matches(path, ["*__pycache__*", "*_cache/*", ".venv/*", "uv.lock", "*.png", "*.ico"])
]
OF_THE_APP = [path for path in SOURCES if re.fullmatch(r"app/.*\.py", path)]
LONGEST_MODULE = 250
MEDIAN_MODULE = 60
# The files to read first, which show the style of the whole application.
READING_PATH = (
    *("app/__init__.py", "app/config.py", "app/db/__init__.py", "app/web/errors.py"),
    *("app/todos/api.py", "app/todos/models.py", "app/todos/queries.py"),
    "app/todos/pages/__init__.py",
)
# How many conditions a file may hold; any other file holds none.
CONDITIONS = {
    r"pyproject\.toml|compose\.yaml|Makefile|README\.md|AGENTS\.md": 3,
    # The factory, and where a feature registers its parts.
    r"app/(\w+/)?__init__\.py": 1,
}


def read(path: str) -> str:
    return (TEMPLATE / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SOURCES)
def test_a_source_parses_before_it_is_rendered(path: str) -> None:
    parse(path, read(path))


@pytest.mark.parametrize("path", SOURCES)
def test_conditions_are_few_and_not_nested(path: str) -> None:
    depth = count = 0
    for word in re.findall(r"^\s*# % *(if|endif)\b", read(path), re.MULTILINE):
        depth += 1 if word == "if" else -1
        count += word == "if"
        assert depth in {0, 1}, "nested"

    assert count <= next((n for name, n in CONDITIONS.items() if re.fullmatch(name, path)), 0)


@pytest.mark.parametrize("path", SOURCES)
def test_a_source_holds_only_the_plainest_template_syntax(path: str) -> None:
    text = read(path)
    if is_copied_unrendered(path):
        # Cookiecutter would never fill these in.
        assert not re.search(r"cookiecutter\.|^\s*# %", text, re.MULTILINE)
    else:
        assert not re.search(r"\{%|\{#|# %%|#%", text)
        # An answer, or an answer written as this kind of file wants it.
        answer = r"cookiecutter\.\w+|(toml|dotenv|markdown)\(cookiecutter\.\w+\)"
        assert not re.search(rf"\{{\{{(?! ({answer}) \}}\}})", text)


def test_no_folder_is_copied_unrendered_as_a_whole() -> None:
    """Written over an existing project (`-f`) it would take the owner's files with it."""
    folders = {str(parent) for path in SOURCES for parent in PurePath(path).parents}

    assert [path for path in folders if is_copied_unrendered(path)] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.endswith(".py")])
def test_a_module_is_short(path: str) -> None:
    assert len(read(path).splitlines()) <= LONGEST_MODULE


def test_most_modules_are_very_short() -> None:
    """Blank lines are not counted: ruff sets them, and nobody reads them."""
    lengths = [len(list(filter(str.strip, read(path).splitlines()))) for path in OF_THE_APP]

    assert statistics.median(lengths) <= MEDIAN_MODULE


def test_the_reading_path_is_short() -> None:
    assert sum(len(read(path).splitlines()) for path in READING_PATH) <= 1050


def test_accounts_has_few_modules_beside_its_pages() -> None:
    modules = [path for path in OF_THE_APP if re.fullmatch(r"app/accounts/\w+\.py", path)]

    assert 0 < len(modules) <= 15


def test_every_question_is_a_sentence_and_every_choice_has_a_label() -> None:
    prompts = QUESTIONS["__prompts__"]
    asked = [question for question in QUESTIONS if not question.startswith("_")]

    assert list(prompts) == asked
    for question in asked:
        if question in CHOICES:
            assert list(prompts[question]) == ["__prompt__", *CHOICES[question]]
        sentence = prompts[question]["__prompt__"] if question in CHOICES else prompts[question]
        assert re.fullmatch(r"[A-Z].+\?", sentence)


def test_every_dependency_is_refused_as_the_projects_name() -> None:
    package = tomllib.loads(read("pyproject.toml"))
    groups = package.get("dependency-groups", {}).values()
    needed = [*package["project"]["dependencies"], *(line for group in groups for line in group)]
    names = {re.split(r"[^\w-]", line)[0].lower().replace("-", "_") for line in needed}

    written = (ROOT / "hooks" / "pre_gen_project.py").read_text(encoding="utf-8")
    refused = set(
        re.findall(r"\w+", written.partition('DEPENDENCIES = """')[2].partition('"""')[0])
    )
    assert names - refused == set()


def test_the_hooks_use_the_standard_library_alone() -> None:
    for hook in ("pre_gen_project", "post_gen_project"):
        text = (ROOT / "hooks" / f"{hook}.py").read_text(encoding="utf-8")
        modules = re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE)
        assert set(modules) <= sys.stdlib_module_names - {"socket", "subprocess", "urllib"}
