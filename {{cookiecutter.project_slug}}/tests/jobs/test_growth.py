"""A table with many jobs, most of which are done."""

from functools import partial

import pytest
from quart import Quart

from app.config import Settings
from app.jobs.queries import count_jobs, delete_old_jobs, select_jobs
from tests.jobs.rows import STATES
from tests.plans import explain_batches, explain_query, has_sort

BY_CREATION, BY_END = "ix_jobs_state_created_at_id", "ix_jobs_state_ended_at"


@pytest.mark.parametrize("state", STATES)
async def test_a_list_is_read_from_an_index_in_its_order(
    app: Quart, settings: Settings, state: str
) -> None:
    async with app.app_context():
        plan = await explain_query(settings.database_url, partial(select_jobs, state=state))

    assert BY_CREATION in plan
    assert not has_sort(plan), plan


async def test_jobs_are_counted_by_an_index_on_their_state(app: Quart, settings: Settings) -> None:
    async with app.app_context():
        plan = await explain_query(settings.database_url, count_jobs)

    assert "ix_jobs_state" in plan
    assert "SCAN jobs" not in plan


async def test_old_jobs_are_found_by_an_index(app: Quart, settings: Settings) -> None:
    async with app.app_context():
        plans = await explain_batches(settings.database_url, delete_old_jobs)

    assert len(plans) == 2
    assert all(BY_END in plan for plan in plans)
