"""The project's own tests of its settings and documents pass, wherever it is to run."""

import sys
from pathlib import Path

import pytest
from bakery import CHOICES, bake
from running import run_tests

# They read `.env.example`, the Makefile or `docs/`, which an answer may change.
TESTS = ("tests/test_documents.py", "tests/test_conventions.py", "tests/test_variables.py")


@pytest.mark.slow
@pytest.mark.parametrize("deployment", CHOICES["deployment"][1:])
def test_the_projects_tests_of_its_documents_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deployment: str
) -> None:
    # Not the one that a project may name for its platform, which is not on every machine.
    monkeypatch.setenv("UV_PYTHON", sys.executable)
    folder = bake(tmp_path, deployment=deployment).folder

    if failure := run_tests(folder, *TESTS):
        pytest.fail(failure, pytrace=False)
