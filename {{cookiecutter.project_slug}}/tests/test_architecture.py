"""The architecture: the platform knows no feature, and only its owner knows a table.

So a feature can be deleted: its directory, its tests, its migrations and its lines in the factory.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from quart import Quart

from app.config import PROJECT_FOLDER

APP = PROJECT_FOLDER / "app"
PLATFORM = {
    *("backups", "db", "frontend", "jobs", "live", "mail", "metrics", "pages", "scaffold"),
    *("sentry", "server", "tracing", "web"),
}
# The directories that are not the platform's. All may build on accounts, and on no other.
FEATURES = {path.parent.name for path in APP.glob("*/__init__.py")} - PLATFORM
MODULES = {
    ".".join(path.relative_to(PROJECT_FOLDER).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(APP.rglob("*.py"))
}
# The files that are text of ours, by the directory in `app/`, or the module, that they belong to.
SOURCES = [
    path
    for pattern in ("*.py", "*.html", "*.txt", "*.js", "*.css")
    for path in sorted(APP.rglob(pattern))
    if "vendor" not in path.parts
]
OF_THE_PLATFORM = [
    path
    for path in SOURCES
    if path.relative_to(APP).parts[0] not in FEATURES and path != APP / "__init__.py"
]
OF_ACCOUNTS = [path for path in SOURCES if path.is_relative_to(APP / "accounts")]

# The tables of the platform are described in one module, and used in these.
OWNERS = {"jobs": "jobs", "outbox": "mail", "task_runs": "task_runs.py", "alembic_version": "db"}
# A module that uses a table of another directory says so, and why, in a comment like this.
EXCEPTION = re.compile(r"^# SQL on (\w+), a table of (\w+): \w", re.MULTILINE)
SQL = re.compile(r"\b(?:FROM|INTO|JOIN|UPDATE)\s+([a-z_]+)")


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def find_imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield each module of the app that the code imports."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def walk_what_runs_first(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what runs when a module is imported: nothing in functions, or for types alone."""
    for child in ast.iter_child_nodes(node):
        is_for_types = isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"
        if not is_for_types and not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
            yield from walk_what_runs_first(child)


def find_foreign_names(path: Path, features: set[str], app: Quart) -> list[str]:
    """Return the features that a file imports, or whose endpoints or templates it names."""
    text = path.read_text(encoding="utf-8")
    blueprints = {
        name: blueprint.import_name.split(".")[1]
        for name, blueprint in app.blueprints.items()
        if blueprint.import_name.startswith("app.")
    }
    found = [
        feature
        for name, feature in blueprints.items()
        if feature in features and re.search(rf"\b{re.escape(name)}\b", text)
    ]
    found += [feature for feature in features if re.search(rf"""["']{feature}/""", text)]
    if path.suffix == ".py":
        imported = find_imports(ast.walk(parse(path)))
        found += [name for name in imported if set(name.split(".")[1:2]) & features]
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        name: set(find_imports(walk_what_runs_first(parse(path)))) for name, path in MODULES.items()
    }

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


async def test_the_platform_knows_no_feature(app: Quart) -> None:
    found = {path: find_foreign_names(path, FEATURES, app) for path in OF_THE_PLATFORM}

    assert found
    assert {path: names for path, names in found.items() if names} == {}


async def test_accounts_knows_no_feature_that_builds_on_it(app: Quart) -> None:
    others = FEATURES - {"accounts"}
    found = {path: find_foreign_names(path, others, app) for path in OF_ACCOUNTS}

    assert found
    assert {path: names for path, names in found.items() if names} == {}


def find_owner(path: Path) -> str:
    return path.relative_to(APP).parts[0]


def find_tables() -> dict[str, str]:
    """Return the owner of each table."""
    tables = {
        name: find_owner(path)
        for path in APP.glob("*/tables.py")
        for name in re.findall(r'sa\.Table\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    return tables | OWNERS


def test_sql_stands_with_its_table() -> None:
    tables = find_tables()
    used: dict[str, set[str]] = {
        name: {
            table
            for node in ast.walk(parse(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            for table in SQL.findall(node.value)
            if table in tables
        }
        for name, path in MODULES.items()
    }
    foreign = {
        (name, table, tables[table])
        for name, found in used.items()
        for table in found
        if tables[table] != find_owner(MODULES[name])
    }
    excepted = {
        (name, table, owner)
        for name, path in MODULES.items()
        for table, owner in EXCEPTION.findall(path.read_text(encoding="utf-8"))
    }

    assert set(tables) == set().union(*used.values()), "these tables are not used"
    assert foreign == excepted
