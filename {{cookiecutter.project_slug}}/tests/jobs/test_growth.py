"""A table with many jobs, most of which are done."""

from functools import partial

import pytest
from quart import Quart

from app.config import Settings
from app.jobs.queries import count_jobs, delete_old_jobs, select_jobs
from tests.plans import explain_batches, explain_query, has_sort

NOT_DONE, ENDED = "ix_jobs_not_done", "ix_jobs_state_ended_at"


@pytest.mark.parametrize("state", ["waiting", "running", "failed", "canceled"])
async def test_a_list_is_read_from_an_index_in_its_order(
    app: Quart, settings: Settings, state: str
) -> None:
    async with app.app_context():
        plan = await explain_query(settings.database_url, partial(select_jobs, state=state))

    assert NOT_DONE in plan
    assert not has_sort(plan), plan


async def test_jobs_that_are_done_are_not_read_to_count_the_rest(
    app: Quart, settings: Settings
) -> None:
    async with app.app_context():
        plan = await explain_query(settings.database_url, count_jobs)

    assert NOT_DONE in plan


async def test_old_jobs_are_found_by_an_index(app: Quart, settings: Settings) -> None:
    async with app.app_context():
        plans = await explain_batches(settings.database_url, delete_old_jobs)

    assert len(plans) == 2
    assert all(ENDED in plan for plan in plans)
