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
    hook_constant,
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
MEDIAN_MODULE = 75
# Migrations whose tables stand in a directory with another name.
TABLES_OF = {"platform": "db"}
# The files to read first, which show the style of the whole application.
READING_PATH = (
    *("app/__init__.py", "app/config.py", "app/db/__init__.py", "app/web/errors.py"),
    *("app/todos/api.py", "app/todos/models.py", "app/todos/queries.py"),
    "app/todos/pages/__init__.py",
)
# How many conditions a file may have. Any other file has none.
CONDITIONS = {
    r"pyproject\.toml|compose\.yaml|Makefile|AGENTS\.md": 3,
    # Its tree has the files of the chosen options.
    r"README\.md": 5,
    # Some of its names are read by one deployment alone, or by a feature.
    r"\.env\.example": 2,
    # Files of people need a place there, if the project has the feature.
    r"render\.yaml|docs/deploy-\w+\.md": 2,
    # GitLab reads one file, and not every deployment has an image.
    r"\.gitlab-ci\.yml": 1,
    # The factory has one for each option that leaves out parts.
    r"app/__init__\.py": 2,
    # Pages for people are explained where there are any.
    r"docs/(first-feature|how-it-works)\.md": 1,
    # A feature's parts are its pages and the rest.
    r"app/\w+/__init__\.py": 1,
}
# These are imported by a name that is not the package's.
IMPORT_NAMES = {
    "argon2_cffi": "argon2",
    "opentelemetry_sdk": "opentelemetry",
    "pytest_xdist": "xdist",
    "python_dotenv": "dotenv",
    "python_json_logger": "pythonjsonlogger",
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


@pytest.mark.parametrize("path", [path for path in SOURCES if not path.endswith(".py")])
def test_no_empty_line_follows_a_condition(path: str) -> None:
    """It would be lost with the condition. Only Python's are put right afterwards, by ruff."""
    assert not re.search(r"^\s*# % *(if|else|endif)\b.*\n\s*\n", read(path), re.MULTILINE)


@pytest.mark.parametrize("path", SOURCES)
def test_a_source_holds_only_the_plainest_template_syntax(path: str) -> None:
    text = read(path)
    if is_copied_unrendered(path):
        # Cookiecutter would never fill these in.
        assert not re.search(r"cookiecutter\.|^\s*# %", text, re.MULTILINE)
    else:
        if path.startswith("docs/"):  # A document may show a template of the application.
            text = re.sub(r"(?s)\{% raw %\}.*?\{% endraw %\}", "", text)
        assert not re.search(r"\{%|\{#|# %%|#%", text)
        # An answer, or an answer escaped for this kind of file.
        answer = r"cookiecutter\.\w+|(toml|dotenv|markdown)\(cookiecutter\.\w+\)"
        assert not re.search(rf"\{{\{{(?! ({answer}) \}}\}})", text)


def test_no_folder_is_copied_unrendered_as_a_whole() -> None:
    """A project written again (`-f`) would lose its owner's own files in such a folder."""
    folders = {str(parent) for path in SOURCES for parent in PurePath(path).parents}

    assert [path for path in folders if is_copied_unrendered(path)] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.endswith(".py")])
def test_a_module_is_short(path: str) -> None:
    assert len(read(path).splitlines()) <= LONGEST_MODULE


def test_most_modules_are_short() -> None:
    """Blank lines do not count, because ruff decides where they are."""
    lengths = [len(list(filter(str.strip, read(path).splitlines()))) for path in OF_THE_APP]

    assert statistics.median(lengths) <= MEDIAN_MODULE


def test_the_reading_path_is_short() -> None:
    assert sum(len(read(path).splitlines()) for path in READING_PATH) <= 1050


def test_accounts_has_few_modules_beside_its_pages() -> None:
    modules = [path for path in OF_THE_APP if re.fullmatch(r"app/accounts/\w+\.py", path)]

    assert 0 < len(modules) <= 17


def test_every_question_is_a_sentence_and_every_choice_has_a_label() -> None:
    prompts = QUESTIONS["__prompts__"]
    asked = [question for question in QUESTIONS if not question.startswith("_")]

    assert list(prompts) == asked
    for question in asked:
        if question in CHOICES:
            assert list(prompts[question]) == ["__prompt__", *CHOICES[question]]
        sentence = prompts[question]["__prompt__"] if question in CHOICES else prompts[question]
        assert re.fullmatch(r"[A-Z].+\?", sentence)


def test_the_hook_knows_the_choices() -> None:
    assert hook_constant("pre_gen_project", "CHOICES") == CHOICES


def test_the_direct_dependencies_are_refused_as_the_projects_name() -> None:
    package = tomllib.loads(read("pyproject.toml"))
    groups = package.get("dependency-groups", {}).values()
    needed = [*package["project"]["dependencies"], *package["build-system"]["requires"]]
    # A group may include another, which is a table.
    needed += [line for group in groups for line in group if isinstance(line, str)]
    names = {re.split(r"[^\w-]", line)[0].lower().replace("-", "_") for line in needed}

    written = (ROOT / "hooks" / "pre_gen_project.py").read_text(encoding="utf-8")
    refused = written.partition('DEPENDENCIES = """')[2].partition('"""')[0].split()
    assert sorted(names | set(IMPORT_NAMES.values())) == refused


MIGRATIONS = [PurePath(path).stem for path in SOURCES if path.startswith("migrations/versions/")]


def find_tables(path: str, call: str) -> set[str]:
    return set(re.findall(rf'{call}\(\s*"(\w+)"', read(path)))


@pytest.mark.parametrize("name", MIGRATIONS)
def test_a_migration_has_its_features_name_and_follows_the_one_before(name: str) -> None:
    """Otherwise a project could not delete the feature (`app/db/schema.py`)."""
    feature, number = name.rsplit("_", 1)
    assert f"app/{TABLES_OF.get(feature, feature)}/tables.py" in SOURCES
    parents = {"platform_0001": "None", "accounts_0001": '"platform_0001"'}
    first = parents.get(name, '"accounts_0001"')
    parent = first if number == "0001" else f'"{feature}_{int(number) - 1:04}"'
    text = read(f"migrations/versions/{name}.py")

    assert f'\nrevision = "{name}"\ndown_revision = {parent}\n' in text
    assert "depends_on" not in text


@pytest.mark.parametrize("path", [path for path in SOURCES if path.endswith("/tables.py")])
def test_a_features_tables_are_created_by_its_own_migrations(path: str) -> None:
    folder = path.split("/")[1]
    feature = next((name for name, of in TABLES_OF.items() if of == folder), folder)
    created = [
        find_tables(f"migrations/versions/{name}.py", r"op\.create_table")
        for name in MIGRATIONS
        if name.rsplit("_", 1)[0] == feature
    ]

    assert find_tables(path, r"sa\.Table") <= set().union(*created)
    assert find_tables(path, r"sa\.Table")


def test_the_hooks_use_the_standard_library_alone() -> None:
    for hook in ("pre_gen_project", "post_gen_project"):
        text = (ROOT / "hooks" / f"{hook}.py").read_text(encoding="utf-8")
        modules = re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE)
        assert set(modules) <= sys.stdlib_module_names - {"socket", "subprocess", "urllib"}


def test_actions_are_pinned_by_hash() -> None:
    """A tag can be moved to other code. Dependabot raises the hash and the version behind it."""
    workflows = [*ROOT.glob(".github/workflows/*"), *ROOT.glob("*/.github/workflows/*")]
    uses = [line for path in workflows for line in path.read_text().splitlines() if "uses:" in line]

    assert len(workflows) == 5
    assert uses
    # Dependabot sees those of this repository alone.
    pins = {line.split("uses:")[1].strip() for line in uses}
    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)
    assert [line for line in uses if not re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)] == []
