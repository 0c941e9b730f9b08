"""A cookiecutter that is too old is refused, and the oldest one that is taken writes the same."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bakery import ROOT, bake, files_below, hook_constant


@pytest.mark.parametrize("version", ["1.7.3", "2.1.1", "2.3.1"])
def test_an_old_cookiecutter_is_refused(tmp_path: Path, version: str) -> None:
    result = run_version(version, tmp_path, str(ROOT), "--no-input")

    assert result.returncode == 1
    refusal = f"This template needs cookiecutter 2.4 or newer, and this is {version}: upgrade it"
    assert result.stderr.startswith(refusal)
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "my-app").exists()


def test_the_oldest_cookiecutter_that_is_taken_writes_the_same_project(tmp_path: Path) -> None:
    version = ".".join(map(str, hook_constant("pre_gen_project", "LEAST_VERSION")))

    result = run_version(version, tmp_path, str(ROOT), "--no-input")

    assert result.returncode == 0, result.stderr
    newest, oldest = bake(tmp_path / "out").folder, tmp_path / "my-app"
    paths = list(files_below(newest))
    assert list(files_below(oldest)) == paths
    different = [
        path for path in paths if (oldest / path).read_bytes() != (newest / path).read_bytes()
    ]
    assert different == [".env"]


def run_version(version: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line of another version in a folder; skip the test if there is none."""
    uvx = shutil.which("uvx")
    if uvx is None:
        pytest.skip("there is no uvx")
    command = [uvx, "--quiet", "--python", sys.executable, "--from", f"cookiecutter=={version}"]
    command.append("cookiecutter")
    fetched = subprocess.run(
        [*command, "--version"], capture_output=True, text=True, check=False, timeout=120
    )
    if fetched.returncode != 0:
        pytest.skip(f"cookiecutter {version} could not be fetched: {fetched.stderr.strip()}")
    return subprocess.run(
        [*command, *words],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
