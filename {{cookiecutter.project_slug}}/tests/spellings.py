"""Settings as a person spells one of them, and the others as they should be."""

import pytest

from app.config import load_settings
from tests.test_config import SAFE


def load(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    for other, safe in SAFE.items():
        monkeypatch.setenv(other, safe)
    monkeypatch.setenv(name, value)
    return str(getattr(load_settings(), name.lower()))


def read_refusal(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    with pytest.raises(SystemExit) as refusal:
        load(monkeypatch, name, value)
    _, *problems = str(refusal.value).splitlines()
    (problem,) = [line for line in problems if line.startswith(f"  {name}: ")]
    return problem
