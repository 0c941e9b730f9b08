"""The project's own checks and tests pass in every combination of answers."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from bakery import Project, matches

# An answer may change these without changing what is checked and run.
NOT_CODE = [".env", "LICENSE", "README.md", ".github/*", ".gitlab-ci.yml"]

# What went wrong in each run, by the code and make's word.
Failures = dict[tuple[str, str], str]


def code_digest(project: Project) -> str:
    """Name a project's code: projects whose code is the same to the byte share the name."""
    digest = hashlib.sha256()
    for path in project.files():
        if not matches(path, NOT_CODE):
            content = (project.folder / path).read_bytes()
            if path == "pyproject.toml":
                content = re.sub(rb"(?m)^license = .*\n", b"", content)
            digest.update(f"{path} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def run_make(folder: Path, *words: str) -> str:
    """Return the output of a run that failed; end one that hangs with all that it started."""
    with subprocess.Popen(
        ["make", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as make:
        try:
            output, _ = make.communicate(timeout=600)
        except subprocess.TimeoutExpired:
            os.killpg(make.pid, signal.SIGKILL)
            output, _ = make.communicate()
    return output if make.returncode else ""


@pytest.fixture(scope="session")
def failures() -> Failures:
    return {}


@pytest.mark.parametrize("word", ["lint", "test", "test-browser", "fuzz"])
def test_the_projects_own_checks_pass(
    project: Project, word: str, failures: Failures, tmp_path_factory: pytest.TempPathFactory
) -> None:
    digest = code_digest(project)
    folder = tmp_path_factory.getbasetemp() / digest[:12]
    if not folder.exists():
        shutil.copytree(project.folder, folder)
    if (digest, word) not in failures:
        failures[digest, word] = run_make(folder, word)

    if failure := failures[digest, word]:
        failures[digest, word] = "as told above, for the same code"
        pytest.fail(f"make {word} in {folder}:\n{failure}", pytrace=False)
