"""Features that `make feature` writes: of any fields, in any front end, and gone again."""

import shutil
import subprocess
from pathlib import Path

import pytest
from bakery import bake
from running import PLATFORM_ONLY, run_make, run_tests

pytestmark = pytest.mark.slow

# Each type of field, optional and not, with references in a chain, and the longest names.
LONG = "abcdefghij_abcdefghi_abcd"
FEATURES = {
    "books": "title:text body:longtext? isbn:text:unique pages:int? price:number? lent:bool"
    " due:time? published:date?",
    "chapters": "number:int:unique book:references:books heading:text? length:number written:date"
    " begun:time text:longtext",
    "notes": "name:text:unique? favorite:references:books? chapter:references:chapters"
    " todo:references:todos?",
    "flags": "lit:bool",
    f"{LONG[:-1]}s": f"{LONG}:text? {LONG[::-1]}:time klmnopqrst_klmnopqrs:int:unique"
    f" own_{LONG[4:]}:longtext",
}
PROJECTS = [
    {"start": "complete", "frontend": "htmx"},
    {"start": "essentials", "frontend": "react"},
    {"start": "essentials", "frontend": "none"},
]
SAME = "Another project shows the same"
# The tests of features that know no other one, and those of the platform that walk nothing. The new
# features refer to todos. A project without these features runs all tests of the platform.
UNRELATED = [
    f"--ignore=tests/{name}"
    for name in (
        *("admin", "api_tokens", "oidc", "passkeys", "presence", "two_step", "uploads"),
        *("accounts", "attacks", "db"),
    )
]


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def fail_with(output: str) -> None:
    """Show the output of a run that failed, which is empty if it did not."""
    if output:
        pytest.fail(output, pytrace=False)


@pytest.fixture(scope="module", params=PROJECTS, ids=lambda answers: "-".join(answers.values()))
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a project, commit it, and add the features."""
    folder = bake(tmp_path_factory.mktemp("grown"), **request.param).folder
    assert run_make(folder, "fix") == ""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A fresh project")
    for name, fields in FEATURES.items():
        assert run_make(folder, "feature", f"name={name}", f"fields={fields}") == ""
    return folder


def test_the_code_passes_its_own_checks(grown: Path) -> None:
    fail_with(run_make(grown, "lint"))


def test_the_tests_of_the_project_still_pass(grown: Path) -> None:
    if (grown / "frontend").is_dir():
        pytest.skip(SAME)

    unrelated = UNRELATED if (grown / "app" / "todos").is_dir() else ()

    fail_with(run_tests(grown, *PLATFORM_ONLY, *unrelated))


def test_the_features_pass_on_postgresql(grown: Path) -> None:
    if (grown / "frontend").is_dir():
        pytest.skip(SAME)

    fail_with(run_tests(grown, "--postgres", *(f"tests/{name}" for name in FEATURES)))


def test_random_requests_find_no_fault(grown: Path) -> None:
    if (grown / "app" / "pages").is_dir() or (grown / "frontend").is_dir():
        pytest.skip(SAME)

    fail_with(run_tests(grown, "-m", "fuzz", "tests/web/test_schemathesis.py"))


def test_the_pages_are_for_everyone(grown: Path) -> None:
    if not (grown / "app" / "pages").is_dir():
        pytest.skip("This project has no pages")

    fail_with(run_tests(grown, "-m", "browser", "tests/pages/test_accessibility.py"))


def test_the_front_end_passes_its_own_tests(grown: Path) -> None:
    if not (grown / "frontend").is_dir():
        pytest.skip("This project has no front end of its own")

    fail_with(run_make(grown, "test-frontend"))


def test_a_removed_feature_leaves_no_difference(grown: Path, tmp_path: Path) -> None:
    folder = tmp_path / grown.name
    shutil.copytree(grown, folder, ignore=shutil.ignore_patterns(".venv"), symlinks=True)
    assert git(folder, "status", "--porcelain") != ""

    for name in reversed(FEATURES):
        command = ["uv", "run", "--quiet", "app", "remove-feature", name, "--yes"]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    if (folder / "frontend").is_dir():
        assert run_make(folder, "client") == ""

    assert git(folder, "status", "--porcelain") == ""
