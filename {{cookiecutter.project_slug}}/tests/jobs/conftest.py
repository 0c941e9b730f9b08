"""Two kinds of jobs, and short times, for every test here."""

import pytest
from quart import Quart

from app.jobs import progress, runner
from tests.jobs.work import Work


@pytest.fixture
async def work(app: Quart) -> Work:
    work = Work()
    work.add_to(app)
    return work


@pytest.fixture(autouse=True)
def short_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(progress, "SECONDS", 0)
