"""The files for GitHub, GitLab and their bots are as the schemas say."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from bakery import CHOICES, COMBINATIONS, ROOT, TEMPLATE, Project, find_bake

WORKFLOWS = sorted(ROOT.glob(".github/workflows/*"))
WITH_IMAGE = {"compose", "kubernetes", "fly", "render"}


def check(schema: str, *files: Path) -> None:
    result = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            "--builtin-schema",
            f"vendor.{schema}",
            *files,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_the_templates_own_files_are_valid() -> None:
    check("github-workflows", *WORKFLOWS)
    check("dependabot", ROOT / ".github" / "dependabot.yml")


@pytest.mark.parametrize("deployment", CHOICES["deployment"])
def test_a_projects_files_are_valid(bakes: list[Project], deployment: str) -> None:
    for answers in (each for each in COMBINATIONS if each["deployment"] == deployment):
        folder = find_bake(bakes, answers).folder
        if answers["ci"] == "github":
            check("github-workflows", *folder.glob(".github/workflows/*"))
            check("dependabot", folder / ".github" / "dependabot.yml")
        elif answers["ci"] == "gitlab":
            check("gitlab-ci", folder / ".gitlab-ci.yml")
            check("renovate", folder / "renovate.json")


def test_the_image_is_built_where_there_is_one(project: Project) -> None:
    has_image = project.answers["deployment"] in WITH_IMAGE
    if project.answers["ci"] == "github":
        assert (project.folder / ".github" / "workflows" / "image.yml").exists() == has_image
    elif project.answers["ci"] == "gitlab":
        jobs = yaml.safe_load(project.read(".gitlab-ci.yml"))
        assert ("build-image" in jobs) == has_image
    assert (project.folder / "Dockerfile").exists() == has_image


def test_the_tests_of_pages_that_are_built_differ_only_in_node() -> None:
    with_node, without = [
        yaml.safe_load((TEMPLATE / ".github" / "workflows" / name).read_text(encoding="utf-8"))
        for name in ("test-with-node.yml", "test.yml")
    ]
    steps = with_node["jobs"]["test"]["steps"]

    (node,) = [step for step in steps if "actions/setup-node@" in step.get("uses", "")]
    steps.remove(node)
    assert with_node == without


def test_pushes_to_any_default_branch_run() -> None:
    """A filter by the name main would leave out the others."""
    for path in [*WORKFLOWS, *ROOT.glob("*/.github/workflows/*")]:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        # YAML takes the key `on` for true.
        assert workflow[True]["push"] is None, path
        first, *_ = workflow["jobs"].values()
        assert "github.ref_name == github.event.repository.default_branch" in first["if"], path
