"""The page of your data, from the request for an export to its file."""

import re

from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.export import queries
from app.db import connect
from app.jobs.runner import run_due_jobs
from tests.accounts.people import make_stale
from tests.constants import EMAIL
from tests.pages.reading import HTMX, read

PAGE = "/account/data"


async def find_buttons(client: Client) -> dict[str, str]:
    """Return the buttons of the card, and where each of them leads."""
    card = (await read(await client.get(PAGE))).partition('<div class="card">')[2]
    found = re.findall(r'action="(/account/export[^"]*)"><button[^>]*>([^<]+)</button>', card)
    return {name: path for path, name in found}


async def test_an_export_is_asked_for_followed_and_downloaded(
    app: Quart, user_client: Client
) -> None:
    before = await find_buttons(user_client)
    asked = await user_client.post(before["Export my data"])
    waiting = await read(await user_client.get(PAGE))
    while_waiting = await find_buttons(user_client)
    await run_due_jobs(app)
    ready = await read(await user_client.get(PAGE))
    when_ready = await find_buttons(user_client)
    response = await user_client.post(when_ready["Download"])

    assert (asked.status_code, asked.location) == (303, PAGE)
    assert "Your export begins in a moment" in waiting
    assert '<progress id="bar"></progress>' in waiting
    assert "/account/static/export" in waiting
    assert list(while_waiting) == ["Cancel"]
    assert "<progress" not in ready
    assert "/account/static/export" not in ready
    assert list(when_ready) == ["Download", "Prepare it again"]
    assert response.headers["Content-Disposition"] == 'attachment; filename="account.json"'
    assert (await response.get_json())["user"]["email"] == EMAIL


async def test_the_page_says_how_far_an_export_is(app: Quart, user_client: Client) -> None:
    await user_client.post("/account/export")
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE jobs SET state = 'running', done = 3, total = 7")

    page = await read(await user_client.get(PAGE))
    part = await read(await user_client.get(PAGE, headers=HTMX))
    await run_due_jobs(app)
    after = await user_client.get(PAGE, headers=HTMX)

    assert "Preparing your data: 3 of 7 parts" in re.sub(r"<[^>]+>", "", page)
    assert '<progress id="bar" max="7" value="3">' in page
    assert part.startswith("<label")
    assert part.strip() in page
    # The buttons are in the page around the part.
    assert (after.status_code, after.headers["HX-Refresh"]) == (204, "true")


async def test_an_export_is_canceled(app: Quart, user_client: Client) -> None:
    await user_client.post("/account/export")
    cancel = (await find_buttons(user_client))["Cancel"]

    response = await user_client.post(cancel)

    assert response.status_code == 303
    assert "Your export was canceled." in await read(await user_client.get(PAGE))
    assert list(await find_buttons(user_client)) == ["Export my data"]
    # Such as in another tab.
    assert (await user_client.post(cancel)).status_code == 404


async def test_a_failed_export_can_be_tried_again(app: Quart, user_client: Client) -> None:
    await user_client.post("/account/export")
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE jobs SET state = 'failed', due_at = NULL")

    page = await read(await user_client.get(PAGE))
    await user_client.post((await find_buttons(user_client))["Try again"])
    await run_due_jobs(app)

    assert "prepare your data." in page
    assert "Download" in await find_buttons(user_client)


async def test_a_stale_login_may_follow_and_cancel_an_export_but_not_download_it(
    app: Quart, user_client: Client
) -> None:
    await user_client.post("/account/export")
    await run_due_jobs(app)
    await make_stale(app)

    for path in ("/account/export", "/account/export/download"):
        response = await user_client.post(path, headers={"Referer": f"http://localhost{PAGE}"})
        assert response.location == f"/account/confirm?next={PAGE}"
    assert "Download" in await find_buttons(user_client)
    assert (await user_client.post("/account/export/cancel")).location == PAGE


async def test_the_page_names_the_size_and_the_last_day(app: Quart, user_client: Client) -> None:
    await user_client.post("/account/export")
    await run_due_jobs(app)
    async with app.app_context(), connect() as connection:
        await connection.execute("UPDATE exports SET size = 1234567")

    page = await read(await user_client.get(PAGE))

    assert "1.2 MB as a JSON file" in page
    assert queries.KEEP.days == 7
    assert "until <time " in page
