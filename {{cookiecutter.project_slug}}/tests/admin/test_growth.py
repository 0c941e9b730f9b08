"""The list of people where there are many, few of whom are admins or disabled."""

from functools import partial

import pytest
from quart import Quart

from app.admin.models import UserQuery
from app.admin.queries import select_people
from app.config import Settings
from tests.plans import explain_query, has_sort


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (UserQuery(role="admin"), "ix_users_admins"),
        (UserQuery(disabled=True), "ix_users_disabled"),
        (UserQuery(role="user", disabled=False), "email"),
        (UserQuery(), "email"),
    ],
)
async def test_a_page_of_people_is_read_from_an_index_in_its_order(
    app: Quart, settings: Settings, query: UserQuery, index: str
) -> None:
    async with app.app_context():
        plan = await explain_query(settings.database_url, partial(select_people, query=query))

    assert index in plan
    assert not has_sort(plan), plan
