"""A Sentry of its own for each test."""

from collections.abc import AsyncIterator

import pytest

from tests.sentry.server import SentryServer, run_sentry


@pytest.fixture
async def sentry(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SentryServer]:
    async with run_sentry() as server:
        monkeypatch.setenv("SENTRY_DSN", server.dsn)
        yield server
