"""A project for each place where an application may run, and one whose packages are installed."""

from pathlib import Path

import pytest
from bakery import CHOICES, Project, bake
from running import run_in

from targets.platforms import READERS, Platform


def find_target(bakes: list[Project], deployment: str) -> Project:
    return next(project for project in bakes if project.answers["deployment"] == deployment)


@pytest.fixture
def target(bakes: list[Project], request: pytest.FixtureRequest) -> Project:
    """Return a project for the deployment that a test is parametrized with."""
    return find_target(bakes, request.param)


@pytest.fixture(params=READERS)
def platform(request: pytest.FixtureRequest, bakes: list[Project]) -> Platform:
    """Return what a platform reads from its own files in a project."""
    return READERS[request.param](find_target(bakes, request.param))


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a project. Its code is the same wherever it is to run."""
    folder = bake(tmp_path_factory.mktemp("targets"), deployment=CHOICES["deployment"][-1]).folder
    run_in(folder, "uv", "sync", "--quiet", "--no-dev", "--group", "uvicorn")
    return folder
