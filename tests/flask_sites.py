"""Serve the applications of `docs/flask-to-quart` in their own environment, and visit them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bakery import ROOT
from chapters import Page
from running import Browser, run, stop_group

GUIDE = ROOT / "docs" / "flask-to-quart"
NEXT_QUART = "quart>=0.23.1,<0.24"
UV_RUN = "uv run --isolated --no-project --with-requirements requirements.txt "
# The command of Celery names the Flask application too.
RUNS = ("celery", "aiosmtpd", "flask_app", "quart_app", "side_by_side")
PASSWORD = "correct horse battery"


def read_lines() -> list[str]:
    return [" ".join(command.line.split()) for command in Page(GUIDE / "index.md").commands()]


def read_commands() -> dict[str, str]:
    """Return each command of the guide by what it runs."""
    commands = [line for line in read_lines() if line.startswith(UV_RUN)]
    return {next(name for name in RUNS if name in line): line for line in commands}


def find_next_python() -> str:
    python = os.environ.get("PYTHON_NEXT") or shutil.which("python3.13")
    # A pyenv has a command of that name even if there is no such Python.
    if python is None or subprocess.run([python, "--version"], check=False).returncode != 0:
        pytest.skip("there is no Python 3.13; PYTHON_NEXT may name one")
    return python


def copy_guide(folder: Path, use_next: bool = False) -> Path:
    """Copy the applications to a folder, in which they may write, for this or the next Quart."""
    copy = folder / "flask-to-quart"
    shutil.copytree(GUIDE, copy)
    if use_next:
        requirements = copy / "requirements.txt"
        text, count = re.subn(r"quart>=0\.22,<0\.23", NEXT_QUART, requirements.read_text("utf-8"))
        assert count == 1
        requirements.write_text(text, encoding="utf-8")
    return copy


def choose_python(command: str, copy: Path) -> str:
    """Return the command, with the Python that the Quart of this copy needs."""
    if NEXT_QUART in (copy / "requirements.txt").read_text(encoding="utf-8"):
        return command.replace("uv run", f"uv run --python {find_next_python()}")
    return command


def run_python(copy: Path, *words: str, others: str = "") -> str:
    """Run Python in the environment of the guide. Return what it says, with its errors."""
    command = choose_python(UV_RUN, copy).split()
    command += [word for package in others.split() for word in ("--with", package)]
    return subprocess.run(
        [*command, "python", *words],
        cwd=copy,
        env={**os.environ, "SECRET_KEY": "a-secret-of-the-test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    ).stdout


@contextmanager
def serve(copy: Path, application: str, smtp_port: int = 9) -> Iterator[str]:
    """Serve an application as the guide says, but on a free port. Port 9 answers no mail."""
    command = choose_python(read_commands()[application], copy).replace(":8000", ":$PORT")
    environment = {"SECRET_KEY": "a-secret-of-the-test", "SMTP_PORT": str(smtp_port)}
    with run(copy, "sh", "-c", f"exec {command}", **environment) as address:
        yield address


@contextmanager
def start(copy: Path, command: str, log: str, **environment: str) -> Iterator[None]:
    """Run a command that is no web server. Its output goes to a file."""
    with (copy / log).open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            choose_python(command, copy).split(),
            cwd=copy,
            env={**os.environ, "SECRET_KEY": "a-secret-of-the-test", **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield
        finally:
            stop_group(process)


@contextmanager
def serve_mail(copy: Path, port: int) -> Iterator[Path]:
    """Start a mail server. Yield the file to which it writes each mail."""
    command = read_commands()["aiosmtpd"].replace(":1025", f":{port}")
    with start(copy, command, "mails.txt"):
        yield copy / "mails.txt"


class Visitor(Browser):
    """A browser that fills in the forms of both applications."""

    def submit(self, page: str, action: str = "", **fields: str) -> tuple[int, str]:
        """Open a page and send a form of it, with its token if it has one."""
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.open("GET", page)[1])
        if token:
            fields["csrf_token"] = token[1]
        return self.send_form(action or page, **fields)

    def send_form(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form without opening a page, as a page of another site would."""
        body = urlencode(fields).encode()
        return self.open("POST", path, body, "application/x-www-form-urlencoded")

    def sign_up(self, email: str) -> tuple[int, str]:
        return self.submit("/register", email=email, password=PASSWORD)
