"""A folder in which the course is followed to the letter, with the terminals of a reader."""

import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bakery import ROOT, bake, copy_repository
from chapters import COURSE, Command, Page
from running import find_port, run_make, stop_group

PROJECT = "my-app"
ANSWERS = {"start": "essentials", "frontend": "htmx"}
# The template is published nowhere yet, so a copy of it takes the place of the clone.
CLONE = "git clone https://github.com/OWNER/cookiecutter-quart"
# These fail on purpose, and the page shows how.
FAILS = re.compile(r"\bwrong\w*\.py\b|pytest \S*exercises$")
# The ports of `quart run` and of `make run`, either of which may be in use on this machine.
PORT = re.compile(r"(?<=127\.0\.0\.1:)(5000|8000)\b")
# uv says this when it has something to install. A reader may see it or not.
UV_LINE = re.compile(
    r"^(Using CPython|Creating virtual|Resolved|Prepared|Installed|Uninstalled|Audited|Updated"
    r"|Building|Built|Downloading|Downloaded|  *(Building|Built|Downloading)| [-+~] ).*\n",
    re.MULTILINE,
)


class Classroom:
    """The reader's folder: the template, a copy of the course, and in later chapters a project.

    Everything is new for each page, except the environments, which take long to make.
    """

    def __init__(self, folder: Path) -> None:
        self.home = folder
        self.folder = folder / "learn-quart"
        self.template = self.folder / "cookiecutter-quart"
        self.unchanged = folder / PROJECT
        copy_repository(self.template)
        # curl shows its progress where nobody looks at it: here, but not to a reader.
        (folder / ".curlrc").write_text("silent\nshow-error\n", encoding="utf-8")

    def renew_course(self) -> None:
        renew(self.folder / "course", self.template / COURSE.relative_to(ROOT))

    def renew_project(self) -> None:
        """Write the project as chapter 3 does, or make it as it was then."""
        project = self.folder / PROJECT
        if self.unchanged.exists():
            renew(project, self.unchanged)
            return
        bake(self.home, project_slug=PROJECT, **ANSWERS)
        renew(project, self.unchanged)
        output = run_make(project, ".venv/ready", ".venv/app", "migrate")
        assert not output, output
        without = shutil.ignore_patterns(".venv")
        shutil.copytree(project, self.unchanged, ignore=without, dirs_exist_ok=True)

    def remove_project(self) -> None:
        shutil.rmtree(self.folder / PROJECT, ignore_errors=True)

    def follow(self, page: Page) -> None:
        """Run every command of the page, and compare what it prints."""
        port = find_port()
        # The reader makes the folder on the first page.
        begin = self.folder if page.number else Path(mkdtemp(dir=self.home))
        first, second = (Terminal(begin, self, port) for _ in range(2))
        commands = page.commands()
        try:
            for place, command in enumerate(commands):
                if not command.in_second_terminal:
                    first.run(command)
                    continue
                second.stop_server()
                following = commands[place + 1 :]
                if any(other.block == command.block for other in following):
                    second.run(command)
                else:
                    second.start_server(command)
        finally:
            second.stop_server()


def renew(folder: Path, source: Path) -> None:
    """Make the folder a copy of the source again, but for an environment in it."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name != ".venv":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(source, folder, dirs_exist_ok=True)


class Terminal:
    def __init__(self, folder: Path, classroom: Classroom, port: int) -> None:
        self.folder = folder
        self.classroom = classroom
        self.port = port
        self.server: subprocess.Popen[bytes] | None = None

    def options(self, line: str) -> dict[str, Any]:
        """Return how a line is run: in the shell, in this folder, with the port that is free."""
        port = str(self.port)
        environment = {
            **{"NO_COLOR": "1", "COLUMNS": "100", "PYTHONUNBUFFERED": "1"},
            # Without bytecode, each command would compile its packages again.
            "PYTHONDONTWRITEBYTECODE": "",
            **{"PORT": port, "QUART_RUN_PORT": port, "CURL_HOME": str(self.classroom.home)},
        }
        return {
            "args": PORT.sub(port, line),
            "shell": True,
            "cwd": self.folder,
            "env": {**os.environ, **environment},
            "stderr": subprocess.STDOUT,
        }

    def run(self, command: Command) -> None:
        if command.line.startswith("cd "):
            self.folder = (self.folder / command.line.removeprefix("cd ")).resolve(strict=True)
            return
        line = command.line.replace(CLONE, f"cp -r {self.classroom.template} .")
        result = subprocess.run(
            **self.options(line),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
            timeout=300,
        )
        output = UV_LINE.sub("", result.stdout)
        code = 1 if FAILS.search(line) else 0
        assert result.returncode == code, f"$ {line}\n{output}(ended with {result.returncode})"
        expected = PORT.sub(str(self.port), command.output)
        if expected.strip():
            assert matches_output(expected, output), f"$ {line}\n{output}\nexpected:\n{expected}"

    def start_server(self, command: Command) -> None:
        with (self.folder / "server.log").open("w+b") as log:
            self.server = subprocess.Popen(
                **self.options(command.line), stdout=log, start_new_session=True
            )
            if not self.is_answered(seconds=180):
                log.seek(0)
                raise AssertionError(f"$ {command.line}\n{log.read().decode()}")

    def is_answered(self, seconds: float) -> bool:
        """Return whether the server answers a request in time, with whatever status."""
        deadline = time.monotonic() + seconds
        while self.server and self.server.poll() is None and time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def stop_server(self) -> None:
        if self.server:
            stop_group(self.server)
            self.server = None


def matches_output(expected: str, output: str) -> bool:
    """Compare line by line. `…` stands for any text, a line of its own for any lines."""
    lines = [line.rstrip() for line in expected.strip().splitlines()]
    parts = [
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"[ \r]*\n"
        for line in lines
    ]
    return re.fullmatch("".join(parts), output.strip() + "\n") is not None
