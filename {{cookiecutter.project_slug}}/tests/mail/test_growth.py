"""An outbox with many messages, most of which were sent."""

from functools import partial

import pytest
from quart import Quart

from app.config import Settings
from app.mail.messages import delete_old_mail, select_unsent_mail
from tests.plans import explain_batches, explain_query, has_sort


@pytest.mark.parametrize("given_up", [True, False])
async def test_mail_that_was_sent_is_not_read_to_list_the_rest(
    app: Quart, settings: Settings, given_up: bool
) -> None:
    async with app.app_context():
        plan = await explain_query(
            settings.database_url, partial(select_unsent_mail, given_up=given_up)
        )

    assert "ix_outbox_unsent" in plan
    assert not has_sort(plan), plan


async def test_old_mail_is_found_by_indexes(app: Quart, settings: Settings) -> None:
    async with app.app_context():
        sent, given_up = await explain_batches(settings.database_url, delete_old_mail)

    assert "ix_outbox_sent_at" in sent
    assert "ix_outbox_unsent" in given_up
    assert not has_sort(sent + given_up)
