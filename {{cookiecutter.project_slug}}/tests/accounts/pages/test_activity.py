"""The page of your activity."""

import re

from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.activity import AccountEvent, record_event
from app.accounts.models import User
from app.db import connect, transaction
from tests.accounts.people import FIREFOX, log_in_from, record_events
from tests.pages.reading import HTMX, read


def read_items(page: str) -> list[str]:
    """Return the words of each event."""
    items = re.findall(r"<li.*?</li>", page.partition('<ul class="places">')[2], re.DOTALL)
    return [" ".join(re.sub("<[^>]*>", " ", item).split()) for item in items]


async def test_events_are_shown_in_words_and_in_local_times(
    client: Client, app: Quart, user: User
) -> None:
    await log_in_from(app.test_client(), password="a guess")
    await log_in_from(client)
    await client.patch("/api/users/me", json={"time_zone": "Asia/Kolkata"})

    page = await read(await client.get("/account/activity"))

    login, failure = read_items(page)
    assert login.startswith("Logged in ")
    assert login.endswith("· Firefox on Linux · IP address 192.0.2.7")
    assert failure.startswith("Login failed ")
    (moment, *_) = re.findall(r'<time datetime="([^"]+)">[^<]+</time>', page)
    assert moment.endswith("+00:00")


async def test_what_a_program_calls_itself_and_a_detail_are_text(
    app: Quart, user: User, user_client: Client
) -> None:
    await log_in_from(app.test_client(), "<script>alert(1)</script>Bot/1.0 <b>Bot", password="x")
    async with app.app_context(), transaction() as connection:
        await record_event(connection, user, AccountEvent.EMAIL_CHANGED, "<b>bold</b>")

    page = await read(await user_client.get("/account/activity"))

    assert "&lt;b&gt;bold" in page
    assert "<b>" not in page
    assert "<script>alert" not in page


async def test_older_events_come_page_by_page(app: Quart, user_client: Client, user: User) -> None:
    await record_events(app, user, AccountEvent.PASSWORD_CHANGED, times=24)

    first = await read(await user_client.get("/account/activity"))
    (more,) = re.findall(r'<li class="more"><a href="([^"]+)" hx-get="\1"', first)
    part = await read(await user_client.get(more.replace("&amp;", "&"), headers=HTMX))
    whole = await read(await user_client.get(more.replace("&amp;", "&")))

    assert len(read_items(first)) == 20 + 1
    assert part.count("<li") == 5
    assert part.count("autofocus") == 1
    assert "Logged in" in part
    assert "<html" not in part
    assert "Logged in" in whole
    assert 'href="/account/activity">Back to the newest</a>' in whole


async def test_what_is_no_cursor_is_no_address(user_client: Client) -> None:
    assert (await user_client.get("/account/activity?cursor=x")).status_code == 422
    assert (await user_client.get("/account/activity?cursor=&from=mail")).status_code == 200


async def test_a_person_without_events_is_told_so(app: Quart, user_client: Client) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute("DELETE FROM security_events")

    page = await read(await user_client.get("/account/activity"))

    assert "Nothing happened in the last 90 days." in page
    assert FIREFOX not in page
