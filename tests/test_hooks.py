"""The hooks leave a `.env` with new secrets, and only the paths that were chosen."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest
from bakery import (
    CHOICES,
    COMBINATIONS,
    ROOT,
    TEMPLATE,
    Project,
    bake,
    hook_constant,
    run_cookiecutter,
)
from cookiecutter.exceptions import FailedHookException
from cookiecutter.main import cookiecutter
from dotenv import dotenv_values

PATHS: dict[str, dict[str, list[str]]] = hook_constant("post_gen_project", "PATHS")
SECRETS: set[str] = hook_constant("post_gen_project", "SECRETS")


def secrets_of(project: Project) -> list[str]:
    values = dotenv_values(project.folder / ".env", interpolate=False)
    return [value for name, value in values.items() if f"{name}=" in SECRETS and value]


def test_the_secrets_are_long_and_new_in_every_project(bakes: list[Project]) -> None:
    found = [secret for project in bakes for secret in secrets_of(project)]

    assert len(set(found)) == len(found) >= len(COMBINATIONS)
    assert all(re.fullmatch(r"[\w-]{64}", secret) for secret in found)


def test_a_secret_is_nowhere_but_in_env(bakes: list[Project]) -> None:
    for project in bakes:
        secrets = secrets_of(project)

        holders = {
            path for path, text in project.texts() if any(secret in text for secret in secrets)
        }
        assert holders == {".env"}


def test_env_is_the_example_with_the_secrets_filled_in(bakes: list[Project]) -> None:
    for project in bakes:
        pattern = re.compile(rf"^({'|'.join(SECRETS)}).+$", re.MULTILINE)

        assert pattern.sub(r"\1", project.read(".env")) == project.read(".env.example")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a home folder private by other means")
def test_env_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        env = bake(tmp_path).folder / ".env"
    finally:
        os.umask(before)

    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_env_is_ignored_by_git(tmp_path: Path) -> None:
    folder = bake(tmp_path).folder
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    status = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert ".env.example" in status
    assert ".env" not in status


def test_an_existing_env_is_kept_when_the_project_is_written_again(tmp_path: Path) -> None:
    project = bake(tmp_path)
    (project.folder / ".env").write_text("OWN=1\n", encoding="utf-8")
    (project.folder / "app" / "static").mkdir(exist_ok=True)
    own = project.folder / "app" / "static" / "own.css"
    own.write_text("own\n", encoding="utf-8")

    cookiecutter(str(ROOT), no_input=True, output_dir=str(tmp_path), overwrite_if_exists=True)

    assert project.read(".env") == "OWN=1\n"
    assert own.exists()


@pytest.mark.parametrize(
    ("out", "step"), [(".", "cd todo-list"), ("../my apps", "cd '../my apps/todo-list'")]
)
def test_the_next_steps_are_printed(tmp_path: Path, out: str, step: str) -> None:
    here = tmp_path / "here"
    here.mkdir()

    options = ("--no-input", "--output-dir", out, "project_slug=todo-list")
    result = run_cookiecutter(here, *options, PWD=str(here))

    assert result.returncode == 0
    for words in (step, "make run", "http://127.0.0.1:8000", "make test", "If you don't have make"):
        assert words in result.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_the_hooks_work_where_text_is_not_utf8(tmp_path: Path, encoding: str) -> None:
    """As under LC_ALL=C, and on a Windows of Western Europe."""
    plain = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}

    def write(out: str, locale: str, answer: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "cookiecutter", str(ROOT), "--no-input", "-o", out, answer],
            cwd=tmp_path,
            env={**os.environ, **plain, "LC_ALL": locale},
            capture_output=True,
            check=False,
        )

    # The C locale would break the answer before cookiecutter sees it.
    good = write("good", "C.UTF-8", "description=naïve 🚀")
    bad = write("bad", "C", "author_email=🚀")

    assert good.returncode == 0, good.stderr
    assert "naïve 🚀" in Path(tmp_path, "good/my-app/README.md").read_text(encoding="utf-8")
    assert bad.returncode == 1
    assert b"is not an email address; write one such as" in bad.stderr
    assert not any((tmp_path / "bad").iterdir())


def test_every_choice_has_its_row_and_every_row_its_choice() -> None:
    for question, rows in PATHS.items():
        assert list(rows) == CHOICES[question]


def test_every_path_that_may_be_removed_exists() -> None:
    paths = [path for rows in PATHS.values() for row in rows.values() for path in row]

    assert [path for path in paths if not any(TEMPLATE.glob(path))] == []


def test_only_the_paths_of_the_chosen_options_are_there(project: Project) -> None:
    rows = [
        (found.relative_to(TEMPLATE).as_posix(), path in choices[project.answers[question]])
        for question, choices in PATHS.items()
        for paths in choices.values()
        for path in paths
        for found in TEMPLATE.glob(path)
    ]
    removed = {path for path, chosen in rows if not chosen}

    for path, _ in rows:
        is_removed = not removed.isdisjoint([path, *map(str, PurePosixPath(path).parents)])
        assert (project.folder / path).exists() == (not is_removed), path


def test_a_listed_path_that_does_not_exist_is_an_error(
    tmp_path: Path, template_copy: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (template_copy / TEMPLATE.name / ".gitlab-ci.yml").unlink()
    out = tmp_path / "out"

    with pytest.raises(FailedHookException):
        bake(out, template_copy)

    assert "lists paths that do not exist: .gitlab-ci.yml" in capfd.readouterr().err
    assert list(out.iterdir()) == []
