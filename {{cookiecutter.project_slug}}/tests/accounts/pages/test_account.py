"""The pages of one's own account."""

import re
from datetime import UTC, datetime

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.db import connect
from tests.accounts.people import create_user, is_logged_in, log_in
from tests.constants import CREDENTIALS, EMAIL
from tests.pages.reading import HTMX, read


async def find_ends(client: Client) -> list[str]:
    """Return the paths that end other sessions."""
    page = await read(await client.get("/account/sessions"))
    return re.findall(r'action="(/account/sessions/[^"]+/end)"', page)


def find_settings(page: str) -> dict[str, str]:
    """Return the paths of the settings with the names that the navigation has for them."""
    navigation = page.partition('id="settings">')[2].partition("</nav>")[0]
    return dict(re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', navigation))


async def test_the_account_says_whose_it_is(user_client: Client) -> None:
    response = await user_client.get("/account")

    page = await read(response)
    assert EMAIL in page
    assert "Admin" not in page
    assert response.headers["Cache-Control"] == "no-store"


async def test_the_account_of_an_admin_says_so(app: Quart) -> None:
    await create_user(app, "grace@example.com", role="admin")
    admin = await log_in(app, "grace@example.com")

    assert "<dd>Admin</dd>" in await read(await admin.get("/account"))


async def test_each_place_of_the_settings_has_one_name(user_client: Client) -> None:
    links = find_settings(await read(await user_client.get("/account")))

    assert {"Profile", "Email address", "Password", "Devices", "Your data"} <= {*links.values()}
    for path, name in links.items():
        page = await read(await user_client.get(path))
        assert f"<title>{name} · " in page
        assert f"<h1>{name}</h1>" in page
        # Wherever a page leads to a place, the link has its name.
        body = page.partition("<main")[2]
        found = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', body)
        assert {to: label for to, label in found if to in links} == links
        assert f'<a href="{path}" aria-current="page">{name}</a>' in page


async def test_a_page_inside_of_a_place_marks_that_place(user_client: Client) -> None:
    deletion = await read(await user_client.get("/account/delete"))
    refused = await read(await user_client.post("/account/email", form={"email": "nobody"}))

    assert '<a href="/account" aria-current="true">Profile</a>' in deletion
    assert '<a href="/account/email" aria-current="page">Email address</a>' in refused
    assert "<title>Error: Email address · " in refused


async def test_the_profile_ends_with_the_way_to_delete_the_account(user_client: Client) -> None:
    page = await read(await user_client.get("/account"))

    zone = page.partition(">Danger zone</h2>")[2]
    assert 'href="/account/delete">Delete your account…</a>' in zone
    assert 'href="/account/data">Your data</a>' in zone


async def test_the_time_zone_is_changed(user_client: Client) -> None:
    before = await read(await user_client.get("/account"))
    response = await user_client.post("/account/profile", form={"time_zone": "Europe/Berlin"})

    after = await read(await user_client.get(response.headers["Location"]))
    assert '<option value="UTC" selected>' in before
    assert response.status_code == 303
    assert "Saved." in after
    assert '<option value="Europe/Berlin" selected>' in after


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "localtime"])
async def test_a_time_zone_that_is_none_comes_back(user_client: Client, zone: str) -> None:
    response = await user_client.post("/account/profile", form={"time_zone": zone})

    assert response.status_code == 422
    assert 'id="time_zone-error"' in await read(response)


async def test_who_has_a_name_is_shown_by_it(user_client: Client) -> None:
    before = await read(await user_client.get("/account"))
    await user_client.post("/account/profile", form={"name": "Ada <b>", "time_zone": "UTC"})
    named = await read(await user_client.get("/account"))
    await user_client.post("/account/profile", form={"name": " ", "time_zone": "UTC"})
    after = await read(await user_client.get("/account"))

    assert f'<bdi class="who">{EMAIL}</bdi>' in before
    assert '<bdi class="who">Ada &lt;b&gt;</bdi>' in named
    assert 'value="Ada &lt;b&gt;"' in named
    assert f'<bdi class="who">{EMAIL}</bdi>' in after


async def test_a_name_that_is_too_long_comes_back(user_client: Client) -> None:
    form = {"name": "A" * 81, "time_zone": "Asia/Tokyo"}
    response = await user_client.post("/account/profile", form=form)

    page = await read(response)
    assert response.status_code == 422
    assert 'id="name-error"' in page
    assert f'value="{"A" * 81}"' in page
    assert '<option value="Asia/Tokyo" selected>' in page


async def test_sessions_are_listed_in_the_persons_own_time(app: Quart, user_client: Client) -> None:
    await user_client.post("/account/profile", form={"time_zone": "Asia/Tokyo"})
    await log_in(app)
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE sessions SET last_seen_at = :noon",
            {"noon": datetime.now(UTC).replace(hour=12, minute=34)},
        )

    page = await read(await user_client.get("/account/sessions"))

    assert page.count("This device") == 1
    assert page.count("Last seen") == 1
    assert "21:34</time>" in page


async def test_who_is_logged_in_nowhere_else_has_nobody_to_log_out(user_client: Client) -> None:
    page = await read(await user_client.get("/account/sessions"))

    assert "This device" in page
    assert page.count("Log out") == 1  # in the menu


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_another_device_is_logged_out(
    app: Quart, user_client: Client, headers: dict[str, str]
) -> None:
    other = await log_in(app)
    (end,) = await find_ends(user_client)

    response = await user_client.post(end, headers=headers)

    assert response.status_code == (200 if headers else 303)
    assert not await is_logged_in(other)
    assert await is_logged_in(user_client)
    assert await find_ends(user_client) == []


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_every_other_device_is_logged_out(
    app: Quart, user_client: Client, headers: dict[str, str]
) -> None:
    others = [await log_in(app), await log_in(app)]

    response = await user_client.post("/account/sessions/end-others", headers=headers)

    assert response.status_code == (200 if headers else 303)
    assert not any([await is_logged_in(other) for other in others])
    assert await is_logged_in(user_client)


async def test_htmx_gets_the_list_as_it_is_then(app: Quart, user_client: Client) -> None:
    await log_in(app)
    (end,) = await find_ends(user_client)

    page = await read(await user_client.post(end, headers=HTMX))

    assert page.strip().startswith('<div id="sessions"')
    assert "The device was logged out." in page
    assert page.count("<li") == 1


async def test_nobody_logs_out_another_person(app: Quart, user_client: Client) -> None:
    await log_in(app)
    (end,) = await find_ends(user_client)
    await create_user(app, "bob@example.com")
    bob = await log_in(app, "bob@example.com")

    response = await bob.post(end)

    assert response.status_code == 404
    assert "You have no such session." in await read(response)
    assert await find_ends(user_client) == [end]


async def test_an_account_is_deleted_after_a_question(user_client: Client) -> None:
    question = await read(await user_client.get("/account/delete"))
    was_logged_in = await is_logged_in(user_client)
    response = await user_client.post("/account/delete")

    assert EMAIL in question
    assert was_logged_in
    assert response.headers["Location"] == "/"
    assert not await is_logged_in(user_client)
    assert (await user_client.post("/login", form=CREDENTIALS)).status_code == 422
