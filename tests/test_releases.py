"""A release tells owners how to upgrade, and a project goes from one to the next."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import cruft
import pytest
from bakery import ROOT, TEMPLATE, copy_repository, hook_constant
from repositories import add_line, commit_everything, git, start_repository
from running import run_in

ANSWERS = {"frontend": "none", "ci": "none", "license": "Apache-2.0"}
RELEASE = re.compile(r"(\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)")


def read_releases(text: str) -> list[tuple[tuple[int, ...], date, str]]:
    """Return the version, the date and the text of each release, as the changelog lists them."""
    unreleased, *sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert unreleased.startswith("Unreleased\n")
    releases = []
    for title, _, body in (section.partition("\n") for section in sections):
        release = RELEASE.fullmatch(title)
        assert release is not None, f"write the heading as: ## 1.0.0 - 2026-01-31, not: {title}"
        version = tuple(map(int, release[1].split(".")))
        releases.append((version, date.fromisoformat(release[2]), body))
    return releases


def test_the_changelog_says_how_to_upgrade_to_each_release() -> None:
    releases = read_releases((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    versions, dates, texts = zip(*releases, strict=True)

    assert list(versions) == sorted(set(versions), reverse=True)
    assert list(dates) == sorted(dates, reverse=True)
    for version, text in zip(versions, texts, strict=True):
        assert re.search(r"^### Upgrade\n\n[A-Z]", text, re.MULTILINE), version


def test_the_newest_release_has_the_version_of_pyproject_toml() -> None:
    (version, _, _), *_ = read_releases((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert ".".join(map(str, version)) == project["version"]


def release(clone: Path) -> str:
    """Run `make release`. Return its output if it fails."""
    result = subprocess.run(
        ["make", "release"], cwd=clone, capture_output=True, text=True, check=False
    )
    return (result.stdout + result.stderr) if result.returncode else ""


@pytest.mark.slow
def test_only_what_is_committed_and_explained_is_released(tmp_path: Path) -> None:
    clone = tmp_path / "cookiecutter-quart"
    copy_repository(clone)
    start_repository(clone)
    for file in (clone / "CHANGELOG.md", clone / "pyproject.toml"):
        text = file.read_text(encoding="utf-8")
        # The version stands in a heading, and in `version = "…"`.
        text = re.sub(
            r"(?m)^## \d+\.\d+\.\d+ - ",
            "## 99.0.0 - 2099-01-31\n\nNothing.\n\n\\g<0>",
            text,
            count=1,
        )
        file.write_text(re.sub(r'(?m)^version = ".*"', 'version = "99.0.0"', text), "utf-8")

    assert "Commit your changes first" in release(clone)
    commit_everything(clone)
    assert "test_the_changelog_says_how_to_upgrade" in release(clone)
    changelog = clone / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8").replace("Nothing.", "### Upgrade\n\nNothing.", 1)
    changelog.write_text(text, encoding="utf-8")
    commit_everything(clone)
    assert release(clone) == ""

    assert git(clone, "cat-file", "-t", "v99.0.0") == "tag"
    assert git(clone, "rev-parse", "v99.0.0^{}") == git(clone, "rev-parse", "HEAD")


@pytest.fixture
def template(template_copy: Path) -> Path:
    """Return a template with two releases, each of which the next commit changes."""
    source = template_copy / TEMPLATE.name / "app"
    start_repository(template_copy)
    git(template_copy, "tag", "v1.0.0")
    add_line(source / "__init__.py", "# from 1.1.0")
    (source / "released.py").write_text('"""New in 1.1.0."""\n', encoding="utf-8")
    commit_everything(template_copy)
    git(template_copy, "tag", "v1.1.0")
    (source / "unreleased.py").write_text('"""New after 1.1.0."""\n', encoding="utf-8")
    commit_everything(template_copy)
    return template_copy


def create_project(template: Path, tag: str) -> Path:
    folder: Path = cruft.create(
        str(template), template.parent / "out", extra_context=ANSWERS, checkout=tag
    )
    return folder


def read_state(project: Path) -> dict[str, Any]:
    state: dict[str, Any] = json.loads((project / ".cruft.json").read_text(encoding="utf-8"))
    return state


@pytest.mark.slow
def test_a_project_goes_to_the_release_that_is_named_and_then_to_the_newest_state(
    template: Path,
) -> None:
    project = create_project(template, "v1.0.0")
    start_repository(project)
    module = project / "app" / "__init__.py"
    add_line(module, "# from the owner", first=True)
    (project / "app" / "own.py").write_text('"""Own."""\n', encoding="utf-8")
    commit_everything(project)

    assert cruft.update(project, skip_apply_ask=True, checkout="v1.1.0")
    assert (project / "app" / "released.py").is_file()
    assert not (project / "app" / "unreleased.py").exists()
    assert cruft.check(project, checkout="v1.1.0")
    assert not cruft.check(project)
    assert read_state(project)["commit"] == git(template, "rev-parse", "v1.1.0")
    commit_everything(project)

    assert cruft.update(project, skip_apply_ask=True)
    assert (project / "app" / "unreleased.py").is_file()
    assert cruft.check(project)

    lines = module.read_text(encoding="utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("# from the owner", "# from 1.1.0")
    assert (project / "app" / "own.py").is_file()
    assert list(project.rglob("*.rej")) == []


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["in git", "without git"])
def test_where_both_changed_the_same_lines_both_are_there_to_choose_from(
    template: Path, kept: str
) -> None:
    project = create_project(template, "v1.0.0")
    module = project / "app" / "__init__.py"
    before = module.read_text(encoding="utf-8")
    if kept == "in git":
        start_repository(project)
    add_line(module, "# from the owner")
    if kept == "in git":
        commit_everything(project)

    assert cruft.update(project, skip_apply_ask=True, checkout="v1.1.0")

    text = module.read_text(encoding="utf-8")
    rejected = module.with_name("__init__.py.rej")
    if kept == "in git":
        ours, theirs = text.partition("<<<<<<< ")[2].split("=======\n")
        assert "# from the owner\n" in ours
        assert "# from 1.1.0\n" in theirs
        assert "UU app/__init__.py" in git(project, "status", "--porcelain").splitlines()
        assert not rejected.exists()
    else:
        assert text == f"{before}# from the owner\n"
        assert "+# from 1.1.0\n" in rejected.read_text(encoding="utf-8")
    assert (project / "app" / "released.py").is_file()


def forget_deployment(template: Path) -> None:
    """Take back the question `deployment`, whose answer had always been Compose."""
    source = template / TEMPLATE.name
    paths: dict[str, dict[str, list[str]]] = hook_constant("post_gen_project", "PATHS")
    rows = paths.pop("deployment")
    # A path that depends on another question too is still listed there.
    kept = {path for others in paths.values() for row in others.values() for path in row}
    kept.update(rows["compose"])
    for pattern in {path for row in rows.values() for path in row} - kept:
        for path in source.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    questions = json.loads((template / "cookiecutter.json").read_text(encoding="utf-8"))
    del questions["deployment"], questions["__prompts__"]["deployment"]
    (template / "cookiecutter.json").write_text(json.dumps(questions), encoding="utf-8")
    for hook in (template / "hooks").iterdir():
        # A list on one line, or a table.
        text = re.sub(
            r'(?ms)^    "deployment": (\[.*?\],|\{.*?^    \},)\n', "", hook.read_text("utf-8")
        )
        hook.write_text(text, encoding="utf-8")
    for file in [path for path in source.rglob("*") if path.is_file()]:
        content = file.read_bytes()
        file.write_bytes(content.replace(b"cookiecutter.deployment", b"'compose'"))


@pytest.fixture
def older(template_copy: Path) -> Path:
    """Return a template whose first release did not ask the question `deployment`."""
    newest = template_copy.with_name("newest")
    shutil.copytree(template_copy, newest)
    forget_deployment(template_copy)
    start_repository(template_copy)
    git(template_copy, "tag", "v0.9.0")
    shutil.copytree(newest, template_copy, dirs_exist_ok=True)
    commit_everything(template_copy)
    return template_copy


@pytest.mark.slow
def test_a_project_from_before_the_question_deployment_keeps_compose(older: Path) -> None:
    project = create_project(older, "v0.9.0")
    start_repository(project)
    files = git(project, "ls-files").splitlines()
    add_line(project / "compose.yaml", "# from the owner")
    commit_everything(project)
    assert "deployment" not in read_state(project)["context"]["cookiecutter"]
    assert "compose.yaml" in files

    assert cruft.update(project, skip_apply_ask=True)

    assert read_state(project)["context"]["cookiecutter"]["deployment"] == "compose"
    assert (project / "compose.yaml").read_text(encoding="utf-8").endswith("# from the owner\n")
    git(project, "add", "--all")
    assert git(project, "ls-files").splitlines() == files
    assert git(project, "diff", "--cached", "--name-only") == ".cruft.json"


@pytest.mark.slow
def test_answers_from_before_the_question_deployment_write_compose(
    older: Path, tmp_path: Path
) -> None:
    project = create_project(older, "v0.9.0")
    replay = tmp_path / "replay.json"
    replay.write_text(json.dumps(read_state(project)["context"]), encoding="utf-8")

    # Enter, for the question without an answer.
    command = ("cookiecutter", str(older), "--replay-file", str(replay), "-o", str(tmp_path))
    run_in(tmp_path, sys.executable, "-m", *command, given="\n")

    folder = tmp_path / project.name
    assert (folder / "compose.yaml").is_file()
    assert not (folder / "deploy").exists()
