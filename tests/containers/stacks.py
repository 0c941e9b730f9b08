"""Build a project's image, start its compose.yaml, and talk to it through Caddy."""

import json
import os
import re
import ssl
import subprocess
from contextlib import closing
from http.client import HTTPSConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import yaml
from bakery import Project

STAND_INS = Path(__file__).parent
SLUG = "cookiecutter-quart-test"
IMAGE = f"{SLUG}:local"
WEB = ("web-a", "web-b")
PASSWORD = "p@ss/w:rd#1 % $HOME?"
PERSON = {"email": "ada@example.com", "password": "an engine that weaves"}
SAFE = {
    "SECRET_KEY": "a key for tests alone, 0123456789",
    "BASE_URL": "https://example.com",
    "DATABASE_URL": "sqlite:////tmp/app.db",
}


def run(*words: str | Path, cwd: Path | None = None) -> str:
    """Run a command and return its output. If it fails, show all of it."""
    result = subprocess.run(
        words, cwd=cwd, capture_output=True, text=True, check=False, timeout=900
    )
    assert result.returncode == 0, f"{words}\n{result.stdout}\n{result.stderr}"
    return result.stdout.strip()


def succeeds(*words: str) -> bool:
    result = subprocess.run(words, capture_output=True, check=False, timeout=900)
    return result.returncode == 0


def write_setting(project: Project, name: str, value: str) -> None:
    env = re.sub(rf"(?m)^{name}=.*$", lambda _: f"{name}={value}", project.read(".env"))
    (project.folder / ".env").write_text(env, encoding="utf-8")


def is_to_be_had(image: str) -> bool:
    return succeeds("docker", "image", "inspect", image) or succeeds("docker", "pull", image)


def obtain(image: str, target: str, python: str) -> str:
    """Return the image, or a stand-in under a name that is clearly not the real one."""
    if is_to_be_had(image):
        return image
    stand_in = f"cookiecutter-quart-stand-in/{target}"
    file = STAND_INS / "stand-ins.Dockerfile"
    options = ("--network=host", f"--build-arg=PYTHON={python}", f"--target={target}")
    run("docker", "build", *options, f"--tag={stand_in}", f"--file={file}", STAND_INS)
    return stand_in


class Stack:
    """`docker compose` in the project's folder, with ports of the machine that are free."""

    def __init__(self, project: Project, images: dict[str, str], override: Path) -> None:
        self.project = project
        self.override = override
        self.contexts = {
            name: f"docker-image://{used}"
            for name, used in images.items()
            if used != name and name in project.read("Dockerfile")
        }
        compose = yaml.safe_load(project.read("compose.yaml"))["services"]
        services: dict[str, Any] = {
            name: {"image": images[service["image"]]}
            for name, service in compose.items()
            if service["image"] in images
        }
        if self.contexts:
            # An engine that cannot reach a registry may have no network of its own either.
            build = {"network": "host", "additional_contexts": self.contexts}
            services["migrate"] = {"build": build}
        services["caddy"]["ports"] = "PORTS"
        free_ports = '!override ["127.0.0.1::80", "127.0.0.1::443", "127.0.0.1::443/udp"]'
        text = json.dumps({"services": services}).replace('"PORTS"', free_ports)
        override.write_text(text, encoding="utf-8")

    def compose(self, *words: str) -> str:
        files = ("--file", "compose.yaml", "--file", str(self.override))
        return run("docker", "compose", *files, *words, cwd=self.project.folder)

    def run_as_written(self, command: str) -> str:
        """Run commands of a document, as `run` does."""
        files = os.pathsep.join(["compose.yaml", str(self.override)])
        return run("env", f"COMPOSE_FILE={files}", "sh", "-c", command, cwd=self.project.folder)

    def run_app(self, *words: str) -> str:
        return self.compose("exec", "--no-TTY", WEB[0], "app", *words)

    def run_sql(self, statement: str, *options: str) -> list[str]:
        psql = ("psql", "--host=/var/run/postgresql", "--username=app", "--tuples-only")
        words = ("--no-TTY", *options, "postgres", *psql, "--no-align", f"--command={statement}")
        return self.compose("exec", *words).splitlines()

    def port(self, private: int) -> int:
        return int(self.compose("port", "caddy", str(private)).rpartition(":")[2])

    def inspect(self, service: str, query: str) -> str:
        container = self.compose("ps", "--all", "--quiet", service)
        return run("docker", "inspect", f"--format={{{{{query}}}}}", container)


def run_once(*words: str, **settings: str) -> str:
    """Run a container without any rights, as an unknown user."""
    hardening = ("--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--user=54321", "--network=none")
    environment = [f"--env={name}={value}" for name, value in settings.items()]
    return run("docker", "run", *hardening, *environment, *words)


class Answer:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def data(self) -> Any:
        return json.loads(self.body)


class Browser:
    """A client of Caddy that checks the certificate and keeps cookies."""

    def __init__(self, stack: Stack) -> None:
        self.port = stack.port(443)
        root = "/data/caddy/pki/authorities/local/root.crt"
        authority = stack.compose("exec", "--no-TTY", "caddy", "cat", root)
        self.tls = ssl.create_default_context(cadata=authority)
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> Answer:
        body = data if isinstance(data, bytes) else data and json.dumps(data)
        with closing(HTTPSConnection("localhost", self.port, context=self.tls)) as connection:
            connection.request(method, path, body, self.headers() | headers)
            response = connection.getresponse()
            for cookie in response.headers.get_all("Set-Cookie", []):
                self.cookies.load(cookie)
            return Answer(response.status, dict(response.headers.items()), response.read())

    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={kept.value}" for name, kept in self.cookies.items())
        return {"Host": "localhost", "Content-Type": "application/json", "Cookie": cookies}

    def log_in(self) -> Answer:
        return self.ask("POST", "/api/sessions", PERSON)
