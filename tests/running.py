"""Run a written project as its owner would, and talk to it over HTTP."""

import json
import os
import re
import secrets
import shlex
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

# The platform's slowest tests. They know no feature, so none that is added or deleted changes them.
PLATFORM_ONLY = [
    f"--ignore=tests/{name}"
    for name in ("backups", "faults", "jobs", "live", "mail", "sentry", "server", "tracing")
]

# Those of the platform that do the same without pages of Python as with them.
WITH_PAGES_OR_NOT = [
    f"--ignore=tests/{name}" for name in ("accounts", "attacks", "db", "scaffold", "web")
]

# As `make test-all` chooses them.
SLOW_TOO = ("-m", "not (browser or fuzz)")


@contextmanager
def run(folder: Path, *command: str, **environment: str) -> Iterator[str]:
    """Start a server and yield its address. In the end stop it, with all that it started."""
    port = find_port()
    address = f"http://127.0.0.1:{port}"
    variables = {**os.environ, "PORT": str(port), "BASE_URL": address, **environment}
    with start(folder, command, variables) as server:
        wait_until_ready(server, address, seconds=180)
        yield address


@contextmanager
def start(
    folder: Path, command: Sequence[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program with these variables alone. If the block fails, show the program's output.

    In the end stop it, with all that it started.
    """
    with (folder / "server.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        except BaseException:
            log.seek(0)
            print(log.read())
            raise
        finally:
            stop_group(process)


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """End a process in a session of its own, and all that it started: make, uv, a reloader.

    Not with SIGINT, which a shell lets its background processes ignore, and all below them.
    """
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)


def find_port() -> int:
    """Return a port that nothing listens on, and that the system lends to no client meanwhile."""
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def run_in(folder: Path, *command: str, given: str = "", **environment: str) -> None:
    """Run a command in a folder. Raise `AssertionError` with its output if it fails."""
    result = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | environment,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=1800,
    )
    assert result.returncode == 0, f"{shlex.join(command)}\n{result.stdout}"


def run_in_shell(folder: Path, command: str) -> None:
    """Run a line, and answer each question with Enter, which takes the default."""
    run_in(folder, "sh", "-c", command, given="\n" * 20)


def run_make(folder: Path, *words: str, **environment: str) -> str:
    """Return the output of a run that failed. End one that hangs with everything it started."""
    with subprocess.Popen(
        ["make", *words],
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as make:
        try:
            output, _ = make.communicate(timeout=600 * len(words))
        except subprocess.TimeoutExpired:
            os.killpg(make.pid, signal.SIGKILL)
            output, _ = make.communicate()
    return output if make.returncode else ""


def run_tests(folder: Path, *options: str) -> str:
    """Return the output of a project's tests if they failed, as `make test` runs them."""
    command = ["uv", "run", "--quiet", "--group", "postgres", "pytest", "--quiet"]
    result = subprocess.run(
        [*command, "--numprocesses", "auto", "--dist", "worksteal", *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=1200,
    )
    return result.stdout if result.returncode else ""


def wait_until_ready(server: subprocess.Popen[bytes], address: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise AssertionError(f"{server.args!r} ended with {server.returncode}")
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{server.args!r} does not answer")


class Browser:
    """A client that keeps cookies, follows redirects, and returns errors like other answers."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def open(
        self, method: str, path: str, body: bytes | None = None, content_type: str = ""
    ) -> tuple[int, str]:
        request = urllib.request.Request(f"{self.address}{path}", body, method=method)
        if body is not None:
            request.add_header("Content-Type", content_type)
        try:
            with self.opener.open(request, timeout=20) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def send(self, method: str, path: str, data: Any = None) -> tuple[int, Any]:
        """Send JSON. Return the status and the JSON of the answer."""
        body = None if data is None else json.dumps(data).encode()
        status, text = self.open(method, path, body, "application/json")
        return status, json.loads(text) if text else None

    def read_token(self) -> str:
        """Return the token of the newest email, which the app shows in development."""
        mail = re.search(r'href="(/mailbox/[0-9a-f-]{36})"', self.open("GET", "/mailbox")[1])
        assert mail is not None
        token = re.search(r"token=([\w-]+)", self.open("GET", mail[1])[1])
        assert token is not None
        return token[1]

    def answers(self, path: str) -> bool:
        """Return whether a server is there and knows this path."""
        try:
            return self.open("GET", path)[0] == 200
        except OSError:
            return False


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition was not met in time"
        time.sleep(0.1)
