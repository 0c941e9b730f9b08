"""Each feature can be deleted, and the project is whole: its code, its tests and its databases."""

import re
import shutil
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from bakery import bake
from deletions import delete_feature
from running import PLATFORM_ONLY, WITH_PAGES_OR_NOT, run, run_in, run_make, run_tests

pytestmark = pytest.mark.slow

# The words that name each feature in code, and no other part.
WORDS = {
    "todos": r"todo",
    "presence": r"\bpresence\b",
    "admin": r"\b(app|tests)[./]admin\b|/admin\b|\badmin_(pages|api)\b",
    "two_step": r"two[_ -]?step|recovery[_ -]?code|authenticator[_ -]?app|second[_ -]?factor",
    "passkeys": r"passkey",
    "oidc": r"\boidc|openid",
    "api_tokens": r"api[_ -]?tokens?\b",
    "uploads": r"\buploads\b|STORAGE_URL",
}
FRONTENDS = ["htmx", "react"]
# Each feature is in one group of either front end, and no two features are in the same two. So for
# any two of them, one is deleted while the other is there. A group for each feature, in each front
# end, would take more than twice as long.
PLACES = dict(zip(WORDS, product(range(3), repeat=2), strict=False))
GROUPS = [
    (frontend, [name for name in WORDS if PLACES[name][column] == group])
    for column, frontend in enumerate(FRONTENDS)
    for group in range(3)
]
GROUPS += [(frontend, [*WORDS]) for frontend in FRONTENDS]
CODE = {".css", ".html", ".js", ".mako", ".py", ".ts", ".tsx", ".txt"}
CHANGED = ("app", "tests", "migrations", "frontend/src")
MIGRATED = "migrated.db"


class Deletion(NamedTuple):
    """A project without some features."""

    folder: Path
    frontend: str
    names: list[str]


@pytest.fixture(scope="module")
def prepare(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Path]]:
    """Return a function that writes the default project with a front end, and a copy of it.

    The copy is one folder for every deletion, so that packages are installed once. Nothing is
    deleted from the project.
    """

    @cache
    def prepare(frontend: str) -> tuple[Path, Path]:
        whole = bake(tmp_path_factory.mktemp("whole"), frontend=frontend).folder
        workshop = tmp_path_factory.mktemp("workshop") / whole.name
        shutil.copytree(whole, workshop)
        return whole, workshop

    return prepare


@pytest.fixture(scope="module", params=GROUPS, ids=lambda group: "-".join([group[0], *group[1]]))
def deleted(
    request: pytest.FixtureRequest, prepare: Callable[[str], tuple[Path, Path]]
) -> Deletion:
    """Delete a group of features from the project in the workshop."""
    frontend, names = request.param
    whole, workshop = prepare(frontend)
    if frontend == "htmx" and not (workshop / MIGRATED).exists():
        migrate(workshop, MIGRATED)
    for part in CHANGED:
        if (whole / part).is_dir():
            shutil.rmtree(workshop / part)
            shutil.copytree(whole / part, workshop / part)
    for name in names:
        delete_feature(workshop, name)
    if frontend == "react":
        assert run_make(workshop, "client") == ""
    return Deletion(workshop, frontend, names)


def migrate(folder: Path, database: str) -> None:
    command = ["uv", "run", "--quiet", "alembic", "upgrade", "heads"]
    run_in(folder, *command, DATABASE_URL=f"sqlite:///{database}")


def test_no_code_names_what_was_deleted(deleted: Deletion) -> None:
    words = re.compile("|".join(WORDS[name] for name in deleted.names), re.IGNORECASE)
    code = [
        path
        for part in CHANGED
        for path in sorted((deleted.folder / part).rglob("*"))
        if path.suffix in CODE and "vendor" not in path.parts
    ]

    assert code
    assert [path for path in code if words.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("database", ["new", "existing"])
def test_a_database_is_migrated_and_the_app_starts_on_it(deleted: Deletion, database: str) -> None:
    if deleted.frontend != "htmx":
        pytest.skip("The migrations are the same with other pages")
    file = deleted.folder / f"{database}.db"
    file.unlink(missing_ok=True)
    if database == "existing":
        shutil.copy(deleted.folder / MIGRATED, file)

    migrate(deleted.folder, file.name)

    # It does not start on a schema that it takes for another one.
    command = ("uv", "run", "--quiet", "app", "serve")
    with run(deleted.folder, *command, DATABASE_URL=f"sqlite:///{file.name}"):
        pass


def test_what_is_left_passes_its_own_checks(deleted: Deletion) -> None:
    if deleted.names == list(WORDS):
        pytest.skip("That is the code of the essentials, which `test_generated.py` checks")
    is_react = deleted.frontend == "react"

    failure = run_make(deleted.folder, "lint", *(["test-frontend"] if is_react else []))
    left_out = [*PLATFORM_ONLY, *(WITH_PAGES_OR_NOT if is_react else [])]
    failure = failure or run_tests(deleted.folder, *left_out)

    if failure:
        names = ", ".join(deleted.names)
        pytest.fail(f"what is left without {names}:\n{failure}", pytrace=False)
