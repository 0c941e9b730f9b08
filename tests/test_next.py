"""The code is ready for the next Quart, which its cap excludes and which needs Python 3.13."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bakery import bake
from running import SLOW_TOO, run_tests

pytestmark = pytest.mark.slow

NEXT_QUART = "quart>=0.23.1,<0.24"


def test_the_projects_tests_pass_on_the_next_quart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = os.environ.get("PYTHON_NEXT") or shutil.which("python3.13")
    # A pyenv has a command of that name even if there is no such Python.
    if python is None or subprocess.run([python, "--version"], check=False).returncode != 0:
        pytest.skip("there is no Python 3.13; PYTHON_NEXT may name one")
    folder = bake(tmp_path).folder
    pyproject = folder / "pyproject.toml"
    text, count = re.subn(r"quart>=0\.22,<0\.23", NEXT_QUART, pyproject.read_text("utf-8"))
    assert count == 1
    text = text.replace('requires-python = ">=3.11"', 'requires-python = ">=3.13"')
    pyproject.write_text(text, "utf-8")

    monkeypatch.setenv("UV_PYTHON", python)

    if failure := run_tests(folder, *SLOW_TOO):
        pytest.fail(failure, pytrace=False)
