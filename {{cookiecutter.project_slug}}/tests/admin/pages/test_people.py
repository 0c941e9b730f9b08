"""The pages of people, for admins."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.factors import Factor, add_factor
from app.accounts.models import User
from app.admin.people import OWN_ACCOUNT_REFUSED
from app.db import Connection, connect
from tests.accounts.people import create_user, disable, is_logged_in
from tests.admin.pages.test_overview import give_up, queue
from tests.pages.reading import HTMX, read
from tests.workers import DAY, write_run

NAVIGATION = '<a href="/admin">Admin</a>'


async def find_row(client: Client, email: str) -> str:
    """Return the row of one person in the list."""
    page, _, _ = (await read(await client.get("/admin"))).partition("</main>")
    (row,) = [row for row in page.split('<tr class="person"')[1:] if email in row]
    return row


@pytest.mark.parametrize("path", ["/admin", "/admin/outbox", "/admin/jobs", "/admin/tasks"])
async def test_the_pages_are_for_admins_alone(
    client: Client, user_client: Client, admin_client: Client, path: str
) -> None:
    stranger, user, admin = [await each.get(path) for each in (client, user_client, admin_client)]

    assert (stranger.status_code, stranger.headers["Location"]) == (303, f"/login?next={path}")
    assert user.status_code == 403
    assert "Only admins can do this." in await read(user)
    assert admin.status_code == 200
    assert admin.headers["Cache-Control"] == "no-store"


async def test_the_navigation_shows_the_way_to_admins_alone(
    client: Client, user_client: Client, admin_client: Client
) -> None:
    for path in ("/", "/account"):
        assert NAVIGATION in await read(await admin_client.get(path))
        assert NAVIGATION not in await read(await user_client.get(path))
    assert NAVIGATION not in await read(await client.get("/"))


async def test_each_person_is_listed_with_what_they_are(
    admin_client: Client, admin: User, user: User
) -> None:
    own, other = await find_row(admin_client, admin.email), await find_row(admin_client, user.email)

    assert "This is you" in own
    assert ">Admin</span>" in own
    assert 'Last seen"><time' in own
    assert "<details" not in own
    assert ">Admin</span>" not in other
    assert "Disabled</span>" not in other
    assert 'Last seen">Logged out<' in other
    assert f"{user.created_at:%B %Y}</time>" in other
    for change in ("disable", "make-admin"):
        assert f'href="/admin/people/{user.id}/{change}"' in other


async def test_people_are_listed_with_their_names(
    admin_client: Client, user_client: Client, user: User
) -> None:
    await user_client.patch("/api/users/me", json={"name": "Ada <b>"})

    assert '<bdi class="aside">Ada &lt;b&gt;</bdi>' in await find_row(admin_client, user.email)


async def test_numbers_say_how_the_app_is_doing(app: Quart, admin_client: Client) -> None:
    for number in range(3):
        await create_user(app, f"{number}@example.com")
    async with app.app_context(), connect() as connection:
        await connection.execute(
            "UPDATE users SET created_at = :then WHERE email = '0@example.com'",
            {"then": datetime.now(UTC) - timedelta(days=8)},
        )
    await give_up(app, "eve@example.com")
    await queue(app, "ada@example.com")
    await write_run(app, "delete-old-mail", ago=DAY, lease=-DAY)

    page = await read(await admin_client.get("/admin"))

    numbers = " ".join(re.sub("<[^>]*>", " ", page.partition("<dl")[2]).split())
    assert "4 3 new this week" in numbers
    assert "1 waiting 1 given up" in numbers
    assert "1 failed when last run" in numbers


async def test_people_are_found_page_by_page(app: Quart, admin_client: Client) -> None:
    for number in range(25):
        await create_user(app, f"{number:02}@example.org")

    first = await read(await admin_client.get("/admin?search=ORG"))
    (more,) = re.findall(r'hx-get="([^"]+)"', first)
    rest = await read(await admin_client.get(more.replace("&amp;", "&"), headers=HTMX))

    assert first.count('<tr class="person"') == 20
    assert 'value="ORG"' in first
    assert rest.count('<tr class="person"') == 5
    assert rest.strip().startswith("<tr")
    assert rest.count("autofocus") == 1
    assert "/disable?search=ORG&amp;cursor=19@example.org" in rest


async def test_the_list_is_filtered(app: Quart, admin_client: Client, user: User) -> None:
    await disable(app, user.email)

    disabled = await read(await admin_client.get("/admin?disabled=true"))
    admins = await read(await admin_client.get("/admin?role=admin&search=example"))

    assert disabled.count('<tr class="person"') == 1
    assert f'id="person-{user.id}"' in disabled
    assert '<a href="/admin?disabled=true" aria-current="page">Disabled</a>' in disabled
    assert f'id="person-{user.id}"' not in admins
    # A search keeps the filter, and a filter keeps the search.
    assert '<input type="hidden" name="role" value="admin">' in admins
    assert '<a href="/admin?search=example&amp;disabled=true">Disabled</a>' in admins


async def test_a_search_that_finds_nobody_says_so_and_is_text(admin_client: Client) -> None:
    page = await read(await admin_client.get("/admin?search=<b>x"))

    assert "No email address contains “&lt;b&gt;x”." in page
    assert 'value="&lt;b&gt;x"' in page
    assert "<b>" not in page


async def test_after_the_last_person_comes_nobody(admin_client: Client) -> None:
    assert "No more people." in await read(await admin_client.get("/admin?cursor=zz"))


async def test_what_cannot_be_searched_for_is_no_address(admin_client: Client) -> None:
    assert (await admin_client.get(f"/admin?search={'x' * 255}")).status_code == 422


async def test_an_address_is_text_whatever_it_holds(app: Quart, admin_client: Client) -> None:
    user = await create_user(app, '"<b>x"@example.com')

    page = await read(await admin_client.get("/admin"))
    question = await read(await admin_client.get(f"/admin/people/{user.id}/disable"))

    assert "<b>" not in page + question
    assert "&lt;b&gt;x" in question


@pytest.mark.parametrize(
    ("change", "back", "badge"),
    [("disable", "enable", "Disabled"), ("make-admin", "make-user", "Admin")],
)
async def test_a_change_is_asked_for_made_and_taken_back(
    admin_client: Client, user: User, change: str, back: str, badge: str
) -> None:
    path = f"/admin/people/{user.id}"

    question = await read(await admin_client.get(f"{path}/{change}?search=ada"))
    unchanged = await find_row(admin_client, user.email)
    made = await admin_client.post(f"{path}/{change}?search=ada")
    row = await find_row(admin_client, user.email)
    question_back = await read(await admin_client.get(f"{path}/{back}"))
    await admin_client.post(f"{path}/{back}")

    assert user.email in question
    assert user.email in question_back
    assert f'action="{path}/{change}?search=ada"' in question
    assert f'href="/admin?search=ada#person-{user.id}">Cancel' in question
    assert f"{badge}</span>" not in unchanged
    assert made.status_code == 303
    assert made.headers["Location"] == f"/admin?search=ada#person-{user.id}"
    assert f"{badge}</span>" in row
    assert f'href="{path}/{back}"' in row
    assert f"{badge}</span>" not in await find_row(admin_client, user.email)


async def test_the_list_then_says_what_was_done(
    admin_client: Client, user: User, user_client: Client
) -> None:
    response = await admin_client.post(f"/admin/people/{user.id}/disable")

    page = await read(await admin_client.get(response.headers["Location"].partition("#")[0]))
    assert f"{user.email}: The account is disabled and logged out everywhere." in page
    assert not await is_logged_in(user_client)


async def test_an_admin_is_told_why_they_cannot_lock_themselves_out(
    admin_client: Client, admin: User
) -> None:
    response = await admin_client.post(f"/admin/people/{admin.id}/disable")

    assert response.status_code == 409
    assert OWN_ACCOUNT_REFUSED in await read(response)


async def test_there_is_no_question_about_what_does_not_exist(
    admin_client: Client, user: User
) -> None:
    responses = [
        await admin_client.get(f"/admin/people/{user.id}/delete"),
        await admin_client.post(f"/admin/people/{user.id}/delete"),
        await admin_client.get("/admin/people/00000000-0000-4000-8000-000000000000/disable"),
    ]

    assert [response.status_code for response in responses] == [404] * 3
    assert "This change does not exist." in await read(responses[0])
    assert "This user does not exist." in await read(responses[2])


async def test_an_admin_removes_what_a_person_lost(
    app: Quart, admin_client: Client, user: User
) -> None:
    async def describe(connection: Connection, user_id: str) -> str:
        return "a badge"

    async def remove(connection: Connection, user_id: str) -> None:
        assert user_id == user.id

    add_factor(app, "badges", Factor("badge", describe, remove))
    path = f"/admin/people/{user.id}/remove-badges"
    row = await find_row(admin_client, user.email)

    response = await admin_client.post(path)

    page = await read(await admin_client.get(response.headers["Location"].partition("#")[0]))
    assert f'href="{path}">Remove badge…</a>' in row
    assert "They log in without badge from now on." in page
