"""The benchmark runs, and every contestant gives the right answers. It judges no speed."""

import os
import shutil
import subprocess

import pytest
from bakery import ROOT


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_a_short_run_fills_every_cell() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    few = "--rounds 1 --seconds 1 --sizes 100 1000 --starts 1 --streams 50"
    words = ["bench", f"args={few}"]
    done = subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=ROOT,
        check=False,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "## Requests per second, relative to Flask, same features" in done.stdout
    assert "| PostgreSQL, 1,000 rows |" in done.stdout
    assert "errors" not in done.stdout
