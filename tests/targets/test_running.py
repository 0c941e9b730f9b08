"""The application runs as each platform runs it: by its commands, settings, proxy and signals.

Compose is not here, because `tests/containers` runs it as it is.
"""

import json
import os
import signal
import socket
import subprocess
import time
from contextlib import AbstractContextManager
from http.client import HTTPConnection
from pathlib import Path

import pytest
import running
from running import find_port, wait_until

from targets.platforms import Platform

pytestmark = pytest.mark.slow

SECRETS = {"SECRET_KEY": "a key for tests alone, 0123456789", "BASE_URL": "https://app.example.com"}
PASSWORD = "an engine that weaves"


def start(
    folder: Path, command: list[str], environment: dict[str, str]
) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """Start a program of the project, as a platform does that has installed its packages."""
    programs = folder / ".venv" / "bin"
    variables = environment | {"PATH": f"{programs}:{os.environ['PATH']}"}
    return running.start(folder, [f"{programs}/{command[0]}", *command[1:]], variables)


def run_once(folder: Path, command: list[str], environment: dict[str, str]) -> None:
    with start(folder, command, environment) as process:
        assert process.wait(120) == 0


def ask(
    port: int, method: str, path: str, data: object = None, host: str = "127.0.0.1", **headers: str
) -> tuple[int, str]:
    """Return the status and the cookies of an answer."""
    connection = HTTPConnection(host, port, timeout=20)
    body = None if data is None else json.dumps(data)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Content-Type": "application/json"} | sent)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.headers.get("Set-Cookie", "")


def answers(port: int, path: str, host: str) -> bool:
    try:
        return ask(port, "GET", path, host=host)[0] == 200
    except OSError:
        return False


def stop(process: subprocess.Popen[bytes], seconds: float) -> None:
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(seconds) == 0
    assert time.monotonic() - started < seconds


@pytest.fixture
def environment(platform: Platform, postgres_url: str) -> dict[str, str]:
    """Return the variables of a platform, with an address of the database as it prints it."""
    address = postgres_url.replace("postgresql://", "postgres://", 1)
    return SECRETS | platform.settings | {"DATABASE_URL": address, "PORT": str(find_port())}


def test_a_person_logs_in_after_a_release(
    platform: Platform, environment: dict[str, str], installed: Path
) -> None:
    port = int(environment["PORT"])
    person = {"email": f"ada@{platform.name}.example.com", "password": PASSWORD}
    run_once(installed, platform.release, environment)
    run_once(
        installed,
        ["app", "create-user", person["email"], "--password", PASSWORD, "--admin"],
        environment,
    )

    with start(installed, platform.web, environment) as server:
        wait_until(lambda: server.poll() is not None or answers(port, platform.health, "127.0.0.1"))
        # Private networks are often of IPv6 alone.
        if "HOST" not in environment and socket.has_ipv6:
            assert answers(port, platform.health, "::1")
        headers = platform.forward("203.0.113.1", "10.9.8.7")
        status, cookies = ask(port, "POST", "/api/sessions", person, **headers)
        assert status == 201
        assert "__Host-auth" in cookies
        assert "Secure" in cookies

        # Nobody hides behind a forged address, and nobody is refused for another person.
        guess = {**person, "email": f"grace@{platform.name}.example.com"}
        guesses = [
            ask(port, "POST", "/api/sessions", guess, **platform.forward("203.0.113.2", forged))[0]
            for forged in (f"10.9.8.{number}" for number in range(12))
        ]
        assert guesses[-1] == 429
        other = platform.forward("203.0.113.3", "10.9.8.7")
        assert ask(port, "POST", "/api/sessions", person, **other)[0] == 201
        stop(server, platform.seconds[0])


def test_the_tasks_run_beside_it_and_stop_in_time(
    platform: Platform, environment: dict[str, str], installed: Path
) -> None:
    run_once(installed, platform.release, environment)
    with start(installed, platform.tasks, environment | {"RUN_TASKS": "false"}) as tasks:
        time.sleep(5)
        assert tasks.poll() is None
        stop(tasks, platform.seconds[1])


def test_what_is_not_migrated_is_not_served(
    platform: Platform, environment: dict[str, str], installed: Path, tmp_path: Path
) -> None:
    """So a platform that checks the health keeps the running version."""
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    with start(installed, platform.web, environment) as server:
        assert server.wait(60) != 0
