"""Each feature can be deleted, and the project is whole: its code, its tests and its databases."""

import re
import shutil
from itertools import combinations
from pathlib import Path

import pytest
from bakery import Project, bake
from deletions import delete_feature
from running import PLATFORM_ONLY, SLOW_TOO, run, run_in, run_make, run_tests

pytestmark = pytest.mark.slow

# The words that name each feature in code, and no other part.
WORDS = {
    "todos": r"todo",
    "presence": r"\bpresence\b",
    "admin": r"\b(app|tests)[./]admin\b|/admin\b|\badmin_(pages|api)\b",
    "two_step": r"two[_ -]step|recovery[_ -]code|authenticator[_ -]app|second[_ -]factor",
    "passkeys": r"passkey",
    "oidc": r"\boidc|openid",
    "api_tokens": r"api[_ -]tokens?\b",
    "uploads": r"\buploads\b|STORAGE_URL",
}
# Each feature is in two groups, and no two features are in the same two. So for any two of them,
# one is deleted while the other is there. A group for each feature would take twice as long.
PLACES = dict(zip(WORDS, combinations(range(5), 2), strict=False))
GROUPS = [[name for name in WORDS if group in PLACES[name]] for group in range(5)]
CODE = {".css", ".html", ".js", ".mako", ".py", ".txt"}
CHANGED = ("app", "tests", "migrations")
MIGRATED = "migrated.db"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Write the default project. Nothing is deleted from this one."""
    return bake(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def workshop(whole: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one folder for every deletion, so that packages are installed once.

    In it is a database that was migrated with every feature.
    """
    folder = tmp_path_factory.mktemp("workshop") / whole.folder.name
    shutil.copytree(whole.folder, folder)
    migrate(folder, MIGRATED)
    return folder


@pytest.fixture(scope="module", params=[*GROUPS, [*WORDS]], ids="-".join)
def deleted(request: pytest.FixtureRequest, whole: Project, workshop: Path) -> list[str]:
    """Delete a group of features from the project in the workshop."""
    names: list[str] = request.param
    for part in CHANGED:
        shutil.rmtree(workshop / part)
        shutil.copytree(whole.folder / part, workshop / part)
    for name in names:
        delete_feature(workshop, name)
    return names


def migrate(folder: Path, database: str) -> None:
    command = ["uv", "run", "--quiet", "alembic", "upgrade", "heads"]
    run_in(folder, *command, DATABASE_URL=f"sqlite:///{database}")


def test_no_code_names_what_was_deleted(workshop: Path, deleted: list[str]) -> None:
    words = re.compile("|".join(WORDS[name] for name in deleted), re.IGNORECASE)
    code = [
        path
        for part in CHANGED
        for path in sorted((workshop / part).rglob("*"))
        if path.suffix in CODE and "vendor" not in path.parts
    ]

    assert code
    assert [path for path in code if words.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("database", ["new", "existing"])
def test_a_database_is_migrated_and_the_app_starts_on_it(
    workshop: Path, deleted: list[str], database: str
) -> None:
    file = workshop / f"{database}.db"
    file.unlink(missing_ok=True)
    if database == "existing":
        shutil.copy(workshop / MIGRATED, file)

    migrate(workshop, file.name)

    # It does not start on a schema that it takes for another one.
    command = ("uv", "run", "--quiet", "app", "serve")
    with run(workshop, *command, DATABASE_URL=f"sqlite:///{file.name}"):
        pass


def test_what_is_left_passes_its_own_checks(workshop: Path, deleted: list[str]) -> None:
    # The slow tests and those in a browser only where nothing optional is left.
    browsers, slow = (["test-browser"], SLOW_TOO) if deleted == list(WORDS) else ([], ())

    failure = run_make(workshop, "lint", *browsers) or run_tests(workshop, *PLATFORM_ONLY, *slow)

    if failure:
        pytest.fail(f"what is left without {', '.join(deleted)}:\n{failure}", pytrace=False)
