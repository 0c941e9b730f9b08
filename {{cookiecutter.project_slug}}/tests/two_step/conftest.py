"""Fixtures of two-step login."""

from types import SimpleNamespace

import pytest

from tests.two_step.authenticator_apps import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock by which codes are checked."""
    clock = Clock()
    monkeypatch.setattr("pyotp.totp.time", SimpleNamespace(time=lambda: clock.now))
    return clock
