"""Read what a platform reads from a project: commands, settings, and the time to stop."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable
from configparser import RawConfigParser
from dataclasses import dataclass
from typing import Any

import yaml
from bakery import Project

# The Dockerfile sets and runs this, where a platform says nothing else.
IMAGE = {"APP_ENV": "production", "HOME": "/tmp"}
SERVE = ["app", "serve"]


@dataclass(frozen=True)
class Platform:
    name: str
    release: list[str]
    web: list[str]
    tasks: list[str]
    settings: dict[str, str]
    health: str
    # How long the web server and the tasks have after SIGTERM.
    seconds: tuple[float, float]
    # The addresses that its proxies add to X-Forwarded-For, after the client's own.
    proxies: tuple[str, ...] = ()

    def forward(self, client: str, forged: str) -> dict[str, str]:
        """Return the headers of a request, after a client wrote the first one itself."""
        addresses = ", ".join([forged, client, *self.proxies])
        return {"X-Forwarded-For": addresses, "X-Forwarded-Proto": "https"}


def read_documents(project: Project, path: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(project.read(path)))


def read_kubernetes(project: Project) -> Platform:
    folder = "deploy/kubernetes"
    (release,) = read_documents(project, f"{folder}/release/kustomization.yaml")
    (job,) = read_documents(project, f"{folder}/migration/job.yaml")
    web = read_documents(project, f"{folder}/app/web.yaml")[0]["spec"]["template"]["spec"]
    (tasks,) = read_documents(project, f"{folder}/app/tasks.yaml")
    pods = [job["spec"]["template"]["spec"], web, tasks["spec"]["template"]["spec"]]
    migrate, serve, run_tasks = [pod["containers"][0] for pod in pods]
    (map_of_settings,) = release["configMapGenerator"]
    settings = dict(line.split("=", 1) for line in map_of_settings["literals"])
    settings |= {each["name"]: each["value"] for each in serve["env"]}
    # The web server is told to stop when the sleep is over.
    sleep = serve["lifecycle"]["preStop"]["sleep"]["seconds"]
    return Platform(
        "kubernetes",
        migrate["command"],
        serve.get("command", SERVE),
        run_tasks["command"],
        IMAGE | settings,
        serve["readinessProbe"]["httpGet"]["path"],
        (
            pods[1]["terminationGracePeriodSeconds"] - sleep,
            pods[2]["terminationGracePeriodSeconds"],
        ),
    )


def read_fly(project: Project) -> Platform:
    config = tomllib.loads(project.read("fly.toml"))
    seconds = float(config["kill_timeout"].removesuffix("s"))
    return Platform(
        "fly",
        shlex.split(config["deploy"]["release_command"]),
        shlex.split(config["processes"]["web"]),
        shlex.split(config["processes"]["tasks"]),
        IMAGE | config["env"],
        config["http_service"]["checks"][0]["path"],
        (seconds, seconds),
        # The app's own address, as fly.io/docs/networking/request-headers says.
        ("66.241.124.1",),
    )


def read_render(project: Project) -> Platform:
    (blueprint,) = read_documents(project, "render.yaml")
    web, tasks = blueprint["services"][:2]
    (group,) = blueprint["envVarGroups"]
    settings = {each["key"]: each["value"] for each in group["envVars"] if "value" in each}
    return Platform(
        "render",
        shlex.split(web["preDeployCommand"]),
        shlex.split(web.get("dockerCommand", "app serve")),
        shlex.split(tasks["dockerCommand"]),
        IMAGE | settings,
        web["healthCheckPath"],
        (web["maxShutdownDelaySeconds"], tasks["maxShutdownDelaySeconds"]),
        # An address of Cloudflare.
        ("104.22.17.40",),
    )


def read_heroku(project: Project) -> Platform:
    lines = project.read("Procfile").splitlines()
    commands = {name: shlex.split(rest) for name, rest in (line.split(": ") for line in lines)}
    env = json.loads(project.read("app.json"))["env"]
    settings = {name: entry["value"] for name, entry in env.items() if "value" in entry}
    # Heroku asks no path, and kills a dyno after 30 seconds.
    return Platform(
        "heroku",
        commands["release"],
        commands["web"],
        commands["tasks"],
        settings,
        "/readyz",
        (30, 30),
    )


def read_vps(project: Project) -> Platform:
    units = {}
    for name in ("migrate", "web", "tasks"):
        unit = RawConfigParser(strict=False)
        unit.optionxform = str  # type: ignore[assignment, method-assign]
        unit.read_string(project.read(f"deploy/vps/app-{name}.service"))
        units[name] = unit["Service"]
    programs = {
        name: shlex.split(unit["ExecStart"].removeprefix("/opt/app/.venv/bin/"))
        for name, unit in units.items()
    }
    web = units["web"]
    return Platform(
        "vps",
        programs["migrate"],
        programs["web"],
        programs["tasks"],
        dict(re.findall(r"(\w+)=(\S+)", web["Environment"])),
        "/readyz",
        (float(web["TimeoutStopSec"]), float(units["tasks"]["TimeoutStopSec"])),
    )


READERS: dict[str, Callable[[Project], Platform]] = {
    "kubernetes": read_kubernetes,
    "fly": read_fly,
    "render": read_render,
    "heroku": read_heroku,
    "vps": read_vps,
}
