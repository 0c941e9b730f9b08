"""The counts beside the filters of the list."""

import re

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.config import Settings
from app.db import Connection, transaction
from app.todos.counts import QUERY
from tests.accounts.people import create_user, log_in
from tests.pages.reading import HTMX, read
from tests.plans import explain_query
from tests.todos.pages.test_pages import OTHER, create_todo


def read_counts(page: str) -> dict[str, str]:
    """Return the counts beside the filters."""
    return dict(re.findall(r'>(\w+) <span class="count">([^<]*)</span></a>', page))


@pytest.mark.parametrize("query", ["", "?complete=false", "?complete=true"])
async def test_the_form_and_the_counts_are_on_every_list(
    app: Quart, user_client: Client, query: str
) -> None:
    for number in range(3):
        await create_todo(user_client, complete=number == 0)
    other = await create_user(app, OTHER)
    await create_todo(await log_in(app, other.email))

    page = await read(await user_client.get(f"/todos{query}"))

    assert 'name="task"' in page
    assert read_counts(page) == {"All": "3", "Open": "2", "Done": "1"}


async def test_counting_ends(user_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.todos.counts.MOST", 2)
    for _ in range(3):
        await create_todo(user_client)

    counts = read_counts(await read(await user_client.get("/todos")))

    assert counts == {"All": "2+", "Open": "2+", "Done": "0"}


@pytest.mark.parametrize(
    ("action", "form", "counts"),
    [
        ("", {"task": "Spin"}, {"All": "1", "Open": "1", "Done": "0"}),
        ("/tick", {"complete": "true"}, {"All": "1", "Open": "0", "Done": "1"}),
        ("/delete", {}, {"All": "0", "Open": "0", "Done": "0"}),
    ],
)
async def test_a_change_brings_the_counts_of_afterwards(
    user_client: Client, action: str, form: dict[str, str], counts: dict[str, str]
) -> None:
    path = await create_todo(user_client)

    response = await user_client.post(f"{path}{action}?complete=true", form=form, headers=HTMX)

    part = await read(response)
    assert '<nav id="tabs"' in part
    assert part.count('hx-swap-oob="true"') >= 1
    assert part.count('aria-current="page"') == 1
    assert read_counts(part) == counts


async def test_a_refresh_brings_the_counts(user_client: Client) -> None:
    await create_todo(user_client)

    part = await read(await user_client.get("/todos", headers=HTMX))

    assert read_counts(part) == {"All": "1", "Open": "1", "Done": "0"}


async def test_a_todo_added_among_those_that_are_done_is_not_listed_there(
    user_client: Client,
) -> None:
    response = await user_client.post("/todos?complete=true", form={"task": "Weave"}, headers=HTMX)

    part = await read(response)
    assert '<span class="task"' not in part
    assert read_counts(part)["Open"] == "1"


async def test_counting_reads_an_index(
    app: Quart, user: User, user_client: Client, settings: Settings
) -> None:
    for number in range(20):
        await create_todo(user_client, complete=number % 2 == 0)

    async def count(connection: Connection) -> None:
        await connection.fetch_all(QUERY, {"user_id": user.id, "most": 10})

    async with app.app_context():
        async with transaction() as connection:
            await connection.execute("ANALYZE")
        plan = await explain_query(settings.database_url, count)

    found = re.findall(r"(?:USING COVERING INDEX|Index Cond:).*user_id.*complete", plan)
    assert len(found) == 2, plan
