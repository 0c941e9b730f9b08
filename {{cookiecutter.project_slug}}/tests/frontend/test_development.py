"""Development: Vite and the app run together, and end together."""

import shutil
import signal
import subprocess
import sys
from typing import Any

import pytest

from app.config import Settings
from app.frontend import development


@pytest.fixture
def ended_vite(monkeypatch: pytest.MonkeyPatch) -> dict[str, subprocess.Popen[bytes]]:
    """Let the app run on, and Vite end with 3. Return the processes."""
    started: dict[str, subprocess.Popen[bytes]] = {}

    def start(name: str, code: str) -> subprocess.Popen[bytes]:
        started[name] = subprocess.Popen([sys.executable, "-c", code])
        return started[name]

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(development, "load_settings", Settings.model_construct)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(
        development, "start_app", lambda *_: start("app", "import time; time.sleep(60)")
    )
    monkeypatch.setattr(development, "start_vite", lambda *_: start("vite", "raise SystemExit(3)"))
    return started


def test_without_node_one_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(development, "load_settings", Settings.model_construct)
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(SystemExit, match="Install Node"):
        development.main()


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"tls_certificate": "a.pem"}, "over HTTP"), ({"host": "unix:/run/app.sock"}, "Unix socket")],
)
@pytest.mark.usefixtures("ended_vite")
def test_what_vite_cannot_do_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], reason: str
) -> None:
    monkeypatch.setattr(development, "load_settings", lambda: Settings.model_construct(**change))

    with pytest.raises(SystemExit, match=reason):
        development.main()


def test_if_one_ends_the_other_ends_too(ended_vite: dict[str, subprocess.Popen[bytes]]) -> None:
    assert development.main() == 3

    assert ended_vite["app"].returncode is not None
