"""Times on the pages of todos are those of the owner's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.db import connect
from app.times import find_zone
from tests.pages.reading import HTMX, read
from tests.todos.pages.test_pages import create_todo, list_api


@pytest.fixture
async def berlin_client(user_client: Client) -> Client:
    """Return a client whose user lives in Berlin."""
    await user_client.patch("/api/users/me", json={"time_zone": "Europe/Berlin"})
    return user_client


async def read_due(client: Client) -> str | None:
    (todo,) = await list_api(client)
    due: str | None = todo["due"]
    return due


async def test_a_time_is_typed_and_shown_as_on_the_owners_clock(berlin_client: Client) -> None:
    await berlin_client.post("/todos", form={"task": "Weave", "due": "2027-01-31T09:00"})

    page = await read(await berlin_client.get("/todos"))
    assert await read_due(berlin_client) == "2027-01-31T08:00:00Z"
    assert '<time datetime="2027-01-31T08:00:00+00:00">31 Jan 2027, 09:00</time>' in page
    assert '<label for="due">Due (Europe/Berlin)</label>' in page


@pytest.mark.parametrize(
    ("local", "complete", "is_overdue"),
    [
        ("2000-01-31T09:00", False, True),
        ("2000-01-31T09:00", True, False),
        ("2999-01-31T09:00", False, False),
    ],
)
async def test_an_open_todo_says_that_it_is_overdue(
    berlin_client: Client, local: str, complete: bool, is_overdue: bool
) -> None:
    await berlin_client.post("/todos", form={"task": "Weave", "due": local})
    (todo,) = await list_api(berlin_client)
    path = f"/todos/{todo['id']}"
    part = await berlin_client.post(
        f"{path}/tick", form={"complete": str(complete).lower()}, headers=HTMX
    )

    for shown in (part, await berlin_client.get("/todos"), await berlin_client.get(path)):
        page = await read(shown)
        assert ("<strong>Overdue.</strong> Due <time" in page) is is_overdue
        assert "Jan 2" in page
        assert "09:00</time>" in page


async def test_a_todo_is_overdue_from_its_minute_in_the_owners_zone(
    user_client: Client,
) -> None:
    # Clocks are never changed there.
    await user_client.patch("/api/users/me", json={"time_zone": "Asia/Tokyo"})
    now = datetime.now(UTC).astimezone(find_zone("Asia/Tokyo"))
    for task, hours in (("Weave", -1), ("Spin", 1)):
        due = (now + timedelta(hours=hours)).replace(tzinfo=None).isoformat(timespec="minutes")
        await user_client.post("/todos", form={"task": task, "due": due})

    spin, _, weave = (await read(await user_client.get("/todos"))).partition(">Weave</span>")
    assert "Overdue" not in spin
    assert "Overdue" in weave


async def test_a_zone_is_named_as_people_write_it(user_client: Client) -> None:
    await user_client.patch("/api/users/me", json={"time_zone": "America/New_York"})

    assert "Due (America/New York)" in await read(await user_client.get("/todos"))


async def test_an_edit_that_leaves_the_time_alone_does_not_change_it(berlin_client: Client) -> None:
    due = "2027-01-31T08:00:05.678900Z"
    path = await create_todo(berlin_client, due=due)

    form = await read(await berlin_client.get(f"{path}/edit"))
    await berlin_client.post(path, form={"task": "Spin", "due": "2027-01-31T09:00:05"})

    assert 'value="2027-01-31T09:00:05"' in form
    assert await read_due(berlin_client) == due


async def test_a_time_that_cannot_be_right_comes_back_with_a_message(berlin_client: Client) -> None:
    form = {"task": "Weave", "due": "0026-11-21T10:00"}
    response = await berlin_client.post("/todos", form=form)

    assert response.status_code == 422
    assert "Use a year from 1900 to 9998." in await read(response)


@pytest.mark.parametrize("shown_in", ["Europe/Berlin", "Mars/Olympus"])
async def test_a_time_is_read_in_the_zone_that_its_form_was_shown_with(
    berlin_client: Client, shown_in: str
) -> None:
    path = await create_todo(berlin_client, due="2027-01-31T08:00:00Z")
    page = await read(await berlin_client.get(f"{path}/edit"))
    await berlin_client.patch("/api/users/me", json={"time_zone": "Asia/Tokyo"})

    form = {"task": "", "due": "2027-01-31T10:00", "zone": shown_in}
    refused = await read(await berlin_client.post(path, form=form))
    await berlin_client.post(path, form={**form, "task": "Spin"})

    assert '<input type="hidden" name="zone" value="Europe/Berlin">' in page
    # The form never offers a zone that does not exist.
    zone, due = ("Europe/Berlin", "09:00") if "Berlin" in shown_in else ("Asia/Tokyo", "01:00")
    assert f"Due ({zone})</label>" in refused
    assert f'name="zone" value="{zone}"' in refused
    assert await read_due(berlin_client) == f"2027-01-31T{due}:00Z"


async def test_a_zone_that_no_longer_exists_is_read_as_utc(
    app: Quart, user: User, user_client: Client
) -> None:
    await create_todo(user_client, due="2027-01-02T03:04:00Z")
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE users SET time_zone = 'Mars/Olympus' WHERE id = :id", {"id": user.id}
        )

    pages = [await read(await user_client.get(path)) for path in ("/todos", "/account/sessions")]

    assert "2 Jan 2027, 03:04" in pages[0]
    assert "This device" in pages[1]
