"""Start a contestant, check its answers, and see what it used."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
from contestants import Contestant
from database import EMAIL, PASSWORD
from shared import HEADERS, write_cookie

STARTS_WITHIN = 30


class Answer(NamedTuple):
    status: int
    body: str
    cookies: dict[str, str]
    headers: dict[str, str]


class Server(NamedTuple):
    """A contestant that runs, and the cookie by which it knows the person."""

    contestant: Contestant
    process: psutil.Process
    origin: str
    cookie: str

    def find_url(self, kind: str) -> str:
        return self.origin + self.contestant.paths[kind]

    def read_use(self) -> tuple[float, float]:
        """Return the seconds of CPU so far and the megabytes of memory, of all its processes."""
        processes = [self.process, *self.process.children(recursive=True)]
        times = [process.cpu_times() for process in processes]
        memory = sum(process.memory_info().rss for process in processes)
        return sum(each.user + each.system for each in times), memory / 1e6


@contextmanager
def run_process(
    contestant: Contestant, url: str, port: int, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a contestant on its port, with its log in a file as in production, and end it."""
    command = [word.format(port=port) for word in contestant.command]
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "PORT": str(port),
        **contestant.settings,
    }
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=contestant.folder, env=environment, stdout=file, stderr=file
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def run_server(contestant: Contestant, url: str, port: int, log: Path) -> Iterator[Server]:
    """Run a contestant that is ready, and to which the person is logged in."""
    origin = f"http://127.0.0.1:{port}"
    with run_process(contestant, url, port, log) as process:
        wait_until_ready(process, origin + contestant.paths["json"], log)
        cookie = log_in(contestant, origin)
        yield Server(contestant, psutil.Process(process.pid), origin, cookie)


def wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            ask(url)
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit(f"{process.args!r} did not start:\n{log.read_text()[-3000:]}")


def log_in(contestant: Contestant, origin: str) -> str:
    if not contestant.login:
        return f"auth={write_cookie()}"
    data = {"email": EMAIL, "password": PASSWORD} if contestant.with_credentials else {}
    method = "POST" if contestant.with_credentials else "GET"
    answer = ask(origin + contestant.login, method, data)
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def ask(url: str, method: str = "GET", data: Any = None, cookie: str = "") -> Answer:
    body = None if data is None or method == "GET" else json.dumps(data).encode()
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    try:
        with urlopen(Request(url, body, headers, method=method)) as response:
            cookies = SimpleCookie("; ".join(response.headers.get_all("Set-Cookie", [])))
            values = {name: morsel.value for name, morsel in cookies.items()}
            headers = dict(response.headers.items())
            return Answer(response.status, response.read().decode(), values, headers)
    except HTTPError as error:
        return Answer(error.code, error.read().decode(), {}, dict(error.headers.items()))


def check_answers(server: Server) -> None:
    """End the run if a contestant does not do what the others do."""
    problems = []
    if json.loads(ask(server.find_url("json")).body) != {"message": "Hello"}:
        problems.append("json")
    todos = json.loads(ask(server.find_url("todos"), cookie=server.cookie).body)
    items = todos.get("items", todos.get("results", []))
    if len(items) != 20 or items[0].keys() != {"id", "task", "complete", "due", "created_at"}:
        problems.append(f"todos: {todos}"[:500])
    posted = ask(server.find_url("post"), "POST", {"task": "Posted by wrk"}, server.cookie)
    if posted.status != 201 or json.loads(posted.body)["task"] != "Posted by wrk":
        problems.append(f"post: {posted}"[:500])
    page = ask(server.find_url("page"), cookie=server.cookie)
    if page.status != 200 or page.body.count('<li class="todo"') != 20:
        problems.append(f"page: {page.status} {page.body[:300]}")
    if server.contestant.has_features:
        problems += check_features(server, page)
    if problems:
        raise SystemExit(f"{server.contestant.name} answers wrongly:\n" + "\n".join(problems))


def check_features(server: Server, page: Answer) -> list[str]:
    """Return what the contestant lacks of the features that are compared."""
    sent = {name.lower(): value for name, value in page.headers.items()}
    problems = [f"header {name}" for name, value in HEADERS if sent.get(name) != value]
    if ask(server.find_url("todos"), cookie="auth=forged").status != 401:
        problems.append("a forged session is not refused")
    return problems
