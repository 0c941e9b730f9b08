"""The default project is published on a branch of its own, one commit for each of the template."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bakery import TEMPLATE, copy_repository
from repositories import add_line, commit_everything, git, start_repository
from running import run_in

pytestmark = pytest.mark.slow

PAGE = "https://example.com/ann/cookiecutter-quart/commit/"
GITHUB = {"GITHUB_SERVER_URL": "https://example.com", "GITHUB_REPOSITORY": "ann/cookiecutter-quart"}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Install what the clones need once for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UV_PROJECT_ENVIRONMENT", str(tmp_path_factory.mktemp("packages") / ".venv"))
        yield


@pytest.fixture(scope="module")
def published(packages: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a clone, and beside it the repository to which it has published."""
    folder = tmp_path_factory.mktemp("published")
    clone = folder / "clone"
    copy_repository(clone)
    start_repository(clone)
    git(folder, "init", "--quiet", "--bare", "origin.git")
    git(clone, "remote", "add", "origin", "../origin.git")
    publish(clone)
    return folder


@pytest.fixture
def clone(published: Path, tmp_path: Path) -> Path:
    """Return a clone that has published once, for one test."""
    shutil.copytree(published, tmp_path / "copy")
    return tmp_path / "copy" / "clone"


def publish(clone: Path, **environment: str) -> None:
    run_in(clone, ".ci/publish", **environment)


def ask(clone: Path, *command: str) -> str:
    return git(clone.with_name("origin.git"), *command)


def list_subjects(clone: Path) -> list[str]:
    return ask(clone, "log", "--reverse", "--format=%s", "default").splitlines()


def test_the_first_commit_is_the_whole_default_project(clone: Path) -> None:
    files = ask(clone, "ls-tree", "-r", "--name-only", "default").splitlines()

    assert {"app/__init__.py", "app/passkeys/pages/__init__.py", "compose.yaml"} <= {*files}
    assert ".github/workflows/test.yml" in files
    # It has secrets.
    assert ".env" not in files
    assert ".env.example" in files
    assert list_subjects(clone) == ["change"]
    assert f"Template: {git(clone, 'rev-parse', 'HEAD')}" in ask(clone, "log", "default")


def test_a_commit_that_changes_the_project_is_published_with_its_words(clone: Path) -> None:
    source = clone / TEMPLATE.name / "app"
    add_line(source / "__init__.py", "# one")
    commit_everything(clone, "Add one\n\nBecause nothing had it.")
    one = git(clone, "rev-parse", "HEAD")
    add_line(clone / "README.md", "Two.")
    commit_everything(clone, "Tell of two")
    (source / "health_check.py").unlink()
    commit_everything(clone, "Delete three")

    publish(clone, **GITHUB)

    assert list_subjects(clone) == ["change", "Add one", "Delete three"]
    words = ask(clone, "show", "--no-patch", "--format=%B", "default^")
    assert words == f"Add one\n\nBecause nothing had it.\n\nTemplate: {PAGE}{one}"
    who = "--format=%an %ae %aI %cn %ce %cI"
    assert ask(clone, "show", "--no-patch", who, "default^") == git(
        clone, "show", "--no-patch", who, one
    )
    assert ask(clone, "diff", "--name-status", "default~2", "default").splitlines() == [
        "M\tapp/__init__.py",
        "D\tapp/health_check.py",
    ]

    add_line(source / "__init__.py", "# four")
    commit_everything(clone, "Add four")
    publish(clone)

    assert list_subjects(clone)[1:] == ["Add one", "Delete three", "Add four"]


def test_nothing_is_published_if_the_project_stays_the_same(clone: Path) -> None:
    before = ask(clone, "rev-parse", "default")
    publish(clone)
    add_line(clone / "README.md", "One.")
    commit_everything(clone)
    publish(clone)

    assert ask(clone, "rev-parse", "default") == before


def test_a_commit_without_a_project_is_left_out(clone: Path) -> None:
    module = clone / TEMPLATE.name / "app" / "health_check.py"
    hook = clone / "hooks" / "post_gen_project.py"
    text = hook.read_text(encoding="utf-8")
    hook.write_text("broken(", encoding="utf-8")
    add_line(module, "# one")
    commit_everything(clone, "Break it")

    with pytest.raises(AssertionError, match="No project can be written"):
        publish(clone)
    hook.write_text(text, encoding="utf-8")
    commit_everything(clone, "Mend it")
    publish(clone)

    assert list_subjects(clone) == ["change", "Mend it"]
    assert ask(clone, "show", "default:app/health_check.py").endswith("# one")


def test_a_history_that_was_written_anew_goes_on(clone: Path) -> None:
    add_line(clone / TEMPLATE.name / "app" / "health_check.py", "# one")
    git(clone, "commit", "--quiet", "--all", "--amend", "--message", "Begin again")
    git(clone, "reflog", "expire", "--expire=now", "--all")
    git(clone, "gc", "--quiet", "--prune=now")

    publish(clone)

    assert list_subjects(clone) == ["change", "Begin again"]
