"""A project's image and compose.yaml: built, started and used, as on a server.

These tests need a Docker Engine, on this machine or where DOCKER_HOST says. Without one they are
skipped. A stand-in (`stand-ins.Dockerfile`) replaces an image that cannot be pulled.
"""

import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from bakery import Project, bake

from containers.stacks import (
    IMAGE,
    PASSWORD,
    PERSON,
    SLUG,
    Browser,
    Stack,
    is_to_be_had,
    obtain,
    run,
    succeeds,
    write_setting,
)


@pytest.fixture(scope="session")
def default(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Write a project whose owner has an awkward password and hides files from others."""
    project = bake(tmp_path_factory.mktemp("containers"), project_slug=SLUG)
    write_setting(project, "POSTGRES_PASSWORD", f"'{PASSWORD}'")
    for path in (project.folder / "app").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return project


@pytest.fixture(scope="session")
def services(default: Project) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(default.read("compose.yaml"))["services"]
    return found


@pytest.fixture(scope="session")
def client() -> None:
    if not shutil.which("docker") or not succeeds("docker", "compose", "version"):
        pytest.skip("there is no docker command with compose")


@pytest.fixture(scope="session")
def engine(client: None) -> None:
    if not succeeds("docker", "version"):
        pytest.skip("no Docker Engine answers")


@pytest.fixture(scope="session")
def images(engine: None, default: Project, services: dict[str, Any]) -> dict[str, str]:
    """Return the image to use for each image that the project names."""
    python, uv = re.findall(r"python:\S+|[\w./-]+/uv:\S+", default.read("Dockerfile"))[:2]
    if not is_to_be_had(python):
        pytest.skip(f"the image {python} is neither here nor to be pulled")
    images = {uv: obtain(uv, "uv", python)}
    for service in ("caddy", "postgres", "redis"):
        name = services[service]["image"]
        images[name] = obtain(name, service, python)
    return images


# Not until the end of all tests: its health checks would take time from the others.
@pytest.fixture(scope="package")
def unstarted(
    default: Project, images: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """Yield the stack with its image built, and nothing running."""
    stack = Stack(default, images, tmp_path_factory.mktemp("override") / "override.yaml")
    stack.compose("build")
    yield stack
    stack.compose("down", "--volumes", "--timeout=1")
    run("docker", "image", "rm", "--force", IMAGE)


@pytest.fixture(scope="package")
def stack(unstarted: Stack) -> Stack:
    unstarted.compose("up", "--wait")
    unstarted.run_app("create-user", PERSON["email"], "--password", PERSON["password"])
    return unstarted


@pytest.fixture
def browser(stack: Stack) -> Browser:
    """Return a new browser, none of whose rate limits has been used."""
    stack.compose("exec", "--no-TTY", "redis", "redis-cli", "flushall")
    return Browser(stack)
