"""The image of a project whose pages are built with Node."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bakery import bake
from running import wait_until

from containers.stacks import SAFE, obtain, run, run_once

pytestmark = pytest.mark.slow

IMAGE = "cookiecutter-quart-test-react"
READ = """
from urllib.request import Request, urlopen
page = Request("http://127.0.0.1:8000/todos", headers={"Accept": "text/html"})
print(urlopen(page).read().decode())
"""


@pytest.fixture(scope="module")
def image(images: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = bake(tmp_path_factory.mktemp("react"), frontend="react").folder
    dockerfile = Path(folder, "Dockerfile").read_text(encoding="utf-8")
    (node,) = re.findall(r"node:\S+", dockerfile)
    (python,) = set(re.findall(r"python:\S+", dockerfile))
    used = {**images, node: obtain(node, "node", python)}
    options = [
        f"--build-context={name}=docker-image://{other}"
        for name, other in used.items()
        if name != other and name in dockerfile
    ]
    if options:
        # An engine that cannot reach a registry may have no network of its own either.
        options.append("--network=host")
    run("docker", "build", *options, f"--tag={IMAGE}", folder)
    yield IMAGE
    run("docker", "image", "rm", "--force", IMAGE)


def test_it_holds_the_pages_but_not_what_they_are_built_from(image: str) -> None:
    found = set(run_once("--rm", image, "ls", "-A").split())

    assert found == {"README.md", "app", "build", "migrations", "pyproject.toml", "uv.lock"}
    run_once("--rm", image, "sh", "-c", "! command -v node")


def test_it_serves_the_pages(image: str) -> None:
    start = "alembic upgrade heads && exec app serve"
    container = run_once("--detach", image, "sh", "-c", start, **SAFE)
    state = ("docker", "inspect", "--format={{.State.Health.Status}}", container)

    try:
        wait_until(lambda: run(*state) == "healthy")
        page = run("docker", "exec", container, "python", "-c", READ)
    finally:
        run("docker", "rm", "--force", container)
    assert re.search(r'src="/static/assets/[\w-]+\.js"', page)
