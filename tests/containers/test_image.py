"""The image, built and run by itself."""

import subprocess

import pytest
from bakery import Project
from running import wait_until

from containers.stacks import IMAGE, SAFE, Stack, run, run_once

pytestmark = pytest.mark.slow


def test_the_build_passes_dockers_own_checks(default: Project, unstarted: Stack) -> None:
    contexts = [f"--build-context={name}={used}" for name, used in unstarted.contexts.items()]

    run("docker", "build", "--check", *contexts, default.folder)


def test_it_holds_the_app_and_what_that_needs(unstarted: Stack) -> None:
    found = set(run_once("--rm", IMAGE, "ls", "-A").split())

    assert found == {"README.md", "app", "migrations", "pyproject.toml", "uv.lock"}
    run_once("--rm", IMAGE, "sh", "-c", "! command -v uv")


def test_it_is_started_by_a_user_without_rights(unstarted: Stack) -> None:
    assert run("docker", "inspect", "--format={{.Config.User}}", IMAGE) == "10001:10001"
    run_once("--rm", IMAGE, "sh", "-c", "! touch /app/x 2>&1")


def test_its_bytecode_is_there(unstarted: Stack) -> None:
    run_once("--rm", IMAGE, "sh", "-c", "ls app/__pycache__/*.pyc migrations/__pycache__/*.pyc")


def test_it_says_which_settings_it_lacks(unstarted: Stack) -> None:
    result = subprocess.run(
        ["docker", "run", "--rm", "--network=none", IMAGE],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    for name in ("SECRET_KEY", "BASE_URL", "DATABASE_URL"):
        assert f"{name}: " in result.stderr


def test_any_user_can_run_it_on_any_port_with_nothing_to_write_to(unstarted: Stack) -> None:
    start = "alembic upgrade heads && exec app serve"
    container = run_once("--detach", IMAGE, "sh", "-c", start, **SAFE, PORT="8123")
    state = ("docker", "inspect", "--format={{.State.Health.Status}} {{.State.ExitCode}}")

    try:
        wait_until(lambda: run(*state, container) == "healthy 0")
        run("docker", "stop", container)
        assert run(*state, container).endswith(" 0")
    finally:
        run("docker", "rm", "--force", container)


def test_a_build_keeps_to_the_lock_file(default: Project, unstarted: Stack) -> None:
    lock, pyproject = default.folder / "uv.lock", default.folder / "pyproject.toml"
    lock.write_text(run_once("--rm", IMAGE, "cat", "uv.lock") + "\n", encoding="utf-8")
    before = pyproject.read_text(encoding="utf-8")
    unstarted.compose("build")

    pyproject.write_text(before.replace('"quart>=', '"markdown",\n    "quart>='), "utf-8")
    with pytest.raises(AssertionError, match="lockfile"):
        unstarted.compose("build")
    pyproject.write_text(before, encoding="utf-8")
