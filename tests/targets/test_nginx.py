"""A real nginx in front of the app, with the file for systemd and with that of the how-to page."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from email.message import Message
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import NamedTuple

import pytest
import running
from bakery import Project
from recipes import PAGES, read_blocks
from running import find_port, wait_until

from targets.conftest import find_target
from targets.platforms import read_vps

pytestmark = pytest.mark.slow

NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
HOST = "app.example.com"
PERSON = {"email": "ada@example.com", "password": "an engine that weaves"}
SOCKET = (
    "GET /api/presence HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Origin: https://{host}\r\nCookie: {cookie}\r\n\r\n"
)


class Answer(NamedTuple):
    status: int
    headers: Message
    text: str


class Site(NamedTuple):
    """The port of nginx, and the processes of the app behind it."""

    port: int
    processes: list[subprocess.Popen[bytes]]

    def open(
        self, method: str, path: str, data: object = None, **headers: str
    ) -> tuple[HTTPConnection, HTTPResponse]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        body = None if data is None else json.dumps(data)
        connection.request(
            method, path, body, {"Host": HOST, "Content-Type": "application/json"} | sent
        )
        return connection, connection.getresponse()

    def ask(self, method: str, path: str, data: object = None, **headers: str) -> Answer:
        connection, response = self.open(method, path, data, **headers)
        with closing(connection):
            text = response.read().decode(errors="replace")
            return Answer(response.status, response.headers, text)

    def log_in(self) -> str:
        response = self.ask("POST", "/api/sessions", PERSON)
        assert response.status == 201
        cookies = response.headers.get_all("Set-Cookie", [])
        return "; ".join(cookie.partition(";")[0] for cookie in cookies)


@pytest.fixture(scope="module", params=["vps", "how-to"])
def text(request: pytest.FixtureRequest, bakes: list[Project]) -> str:
    if NGINX is None:
        pytest.skip("there is no nginx")
    if request.param == "vps":
        return find_target(bakes, "vps").read("deploy/vps/nginx.conf")
    (block,) = (each for each in read_blocks(PAGES / "nginx.md") if each.title == "nginx.conf")
    return block.content


@contextmanager
def run_redis(folder: Path) -> Iterator[str]:
    """Run what several processes share. Yield its address."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no Redis")
    port = str(find_port())
    with running.start(folder, [program, "--port", port, "--bind", "127.0.0.1", "--save", ""], {}):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def run_site(text: str, bakes: list[Project], installed: Path, folder: Path) -> Iterator[Site]:
    """Run nginx with a site, and the app where it looks for it, as on a server with HTTPS."""
    programs = installed / ".venv" / "bin"
    environment = read_vps(find_target(bakes, "vps")).settings | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "SECRET_KEY": "a key for tests alone, 0123456789",
        "BASE_URL": f"https://{HOST}",
        "DATABASE_URL": f"sqlite:///{folder}/app.db",
    }
    for command in (
        ["alembic", "upgrade", "heads"],
        ["app", "create-user", PERSON["email"], "--password", PERSON["password"]],
    ):
        subprocess.run(
            [programs / command[0], *command[1:]], cwd=installed, env=environment, check=True
        )
    port = find_port()
    with ExitStack() as stack:
        processes = []
        addresses = re.findall(r"server (127\.0\.0\.1:\d+)", text)
        if len(addresses) > 1:
            environment["REDIS_URL"] = stack.enter_context(run_redis(folder))
        for address in addresses:
            own = str(find_port())
            text = text.replace(address, f"127.0.0.1:{own}")
            command = [str(programs / "app"), "serve"]
            process = running.start(installed, command, environment | {"PORT": own})
            processes.append(stack.enter_context(process))
            running.wait_until_ready(processes[-1], f"http://127.0.0.1:{own}", seconds=60)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
            "listen [::]:80;", ""
        )
        text = text.replace("/var/log/nginx", str(folder)).replace("$scheme", "https")
        config = folder / "nginx.conf"
        config.write_text(
            # Run by root, its workers would be another user's, whom pytest's folder keeps out.
            ("user root;\n" if os.getuid() == 0 else "")
            + f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
            + f"http {{\nclient_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\n"
            + f"{text}}}\n",
            encoding="utf-8",
        )
        command = [str(NGINX), "-p", str(folder), "-c", str(config), "-e", f"{folder}/error.log"]
        stack.enter_context(running.start(folder, command, {}))
        site = Site(port, processes)
        wait_until(lambda: answers(site))
        yield site


def answers(site: Site) -> bool:
    try:
        return site.ask("GET", "/readyz").status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def site(
    text: str, bakes: list[Project], installed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with run_site(text, bakes, installed, tmp_path_factory.mktemp("nginx")) as site:
        yield site


@pytest.fixture(scope="module")
def cookie(site: Site) -> str:
    return site.log_in()


def test_events_arrive_when_they_happen(site: Site, cookie: str) -> None:
    connection, events = site.open("GET", "/api/todos/events", Cookie=cookie)
    assert events.readline() == b"retry: 1000\n"

    assert site.ask("POST", "/api/todos", {"task": "weave"}, Cookie=cookie).status == 201

    # Each read waits 20 seconds at most. A buffer would fill up later than that.
    assert events.readline() == b"\n"
    assert events.readline().startswith(b"data: ")
    connection.close()


def test_a_websocket_opens(site: Site, cookie: str) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        connection.sendall(SOCKET.format(host=HOST, cookie=cookie).encode())
        received = b""
        while b"devices" not in received:
            more = connection.recv(4096)
            assert more, received
            received += more

    assert received.startswith(b"HTTP/1.1 101 ")


def test_text_is_compressed_once(site: Site) -> None:
    answer = site.ask("GET", "/openapi.json", Accept_Encoding="gzip")
    page = site.ask("GET", "/login", Accept_Encoding="gzip")
    (stylesheet,) = set(re.findall(r"/static/app\.[0-9a-f]+\.css", site.ask("GET", "/login").text))
    file = site.ask("GET", stylesheet, Accept_Encoding="br, gzip")

    assert answer.headers["Content-Encoding"] == page.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert file.headers["Content-Encoding"] in {"br", "gzip"}
    assert file.headers.get_all("Content-Encoding") == [file.headers["Content-Encoding"]]


def test_a_body_that_is_too_large_is_refused_by_the_app_up_to_10_mb(
    site: Site, cookie: str
) -> None:
    answer = site.ask("POST", "/api/todos", {"task": "x" * 2_000_000}, Cookie=cookie)
    assert answer.status == 413
    assert answer.headers["Content-Type"] == "application/problem+json"

    answer = site.ask("POST", "/api/todos", {"task": "x" * 11_000_000}, Cookie=cookie)
    assert answer.status == 413
    assert "nginx" in answer.text


def test_nobody_hides_behind_a_forged_address(site: Site) -> None:
    # Other accounts, since each has a limit of its own.
    statuses = [
        site.ask(
            "POST",
            "/api/sessions",
            PERSON | {"email": f"grace{number}@example.com"},
            X_Forwarded_For=f"10.9.8.{number}",
        ).status
        for number in range(30)
    ]

    assert statuses[-1] == 429


def test_a_restart_is_told_or_goes_unnoticed(
    text: str, bakes: list[Project], installed: Path, tmp_path: Path
) -> None:
    with run_site(text, bakes, installed, tmp_path) as site:
        *others, last = site.processes
        for process in others:
            process.send_signal(signal.SIGTERM)
            while process.poll() is None:
                assert site.ask("GET", "/livez").status == 200
            assert [site.ask("GET", "/livez").status for _ in range(20)] == [200] * 20
        last.send_signal(signal.SIGTERM)
        last.wait(20)
        answer = site.ask("GET", "/login?token=secret")

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.text.startswith("The service is away for a moment.")
    assert "secret" not in (tmp_path / "app.log").read_text(encoding="utf-8")
