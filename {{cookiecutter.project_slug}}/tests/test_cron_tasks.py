"""Tasks by a cron expression: listed with it, made up for once, and in a time zone."""

from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart

from app.config import Settings
from app.task_runs import list_task_states
from tests.mails import wait_until
from tests.workers import DAY, start_worker, write_run


async def test_a_missed_time_is_made_up_for_once(app: Quart, settings: Settings) -> None:
    nights: list[datetime] = []
    ticks: list[datetime] = []

    async def note_night() -> None:
        nights.append(datetime.now(UTC))

    async def note_tick() -> None:
        if nights:
            ticks.append(datetime.now(UTC))

    # Hours away from now, so that its time does not come during the test.
    hour = (datetime.now(UTC) + timedelta(hours=12)).hour
    expression = f"30 {hour} * * *"
    await write_run(app, "nightly", ago=3 * DAY)

    async with start_worker(
        settings,
        nightly=(expression, note_night),
        often=(timedelta(milliseconds=50), note_tick),
    ) as worker:
        await wait_until(lambda: len(ticks) > 2)
        async with worker.app_context():
            state = (await list_task_states())[0]

    assert len(nights) == 1
    assert (state.name, state.schedule) == ("nightly", expression)
    assert state.due_at is not None
    assert datetime.now(UTC) < state.due_at < datetime.now(UTC) + DAY
    assert (state.due_at.hour, state.due_at.minute) == (hour, 30)


async def test_a_time_is_in_the_time_zone_of_the_tasks(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Kathmandu is 5:45 hours ahead of UTC, all year round.
    zone = {**Quart.default_config, "QUART_TASKS_TIMEZONE": "Asia/Kathmandu"}
    monkeypatch.setattr(Quart, "default_config", zone)
    await write_run(app, "nightly", ago=timedelta(minutes=1))

    async def do_nothing() -> None: ...

    async with start_worker(settings, nightly=("0 3 * * *", do_nothing)) as worker:
        async with worker.app_context():
            (state,) = await list_task_states()
        tasks = worker.extensions["QUART_TASKS"]
        _, planned = await tasks._get_next(tasks._tasks[0])

    assert state.due_at == planned
    assert f"{state.due_at:%H:%M %Z}" == "21:15 UTC"
