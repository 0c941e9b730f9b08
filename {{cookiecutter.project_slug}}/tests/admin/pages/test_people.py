"""The pages of people, for admins."""

import re

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.factors import Factor, add_factor
from app.accounts.models import User
from app.admin.people import OWN_ACCOUNT_REFUSED
from app.db import Connection
from tests.accounts.people import create_user, is_logged_in
from tests.pages.reading import HTMX, read

NAVIGATION = '<a href="/admin">Admin</a>'


async def find_row(client: Client, email: str) -> str:
    """Return the row of one person in the list."""
    page, _, _ = (await read(await client.get("/admin"))).partition("</main>")
    (row,) = [row for row in page.split('<li class="person"')[1:] if email in row]
    return row


@pytest.mark.parametrize("path", ["/admin", "/admin/outbox", "/admin/tasks"])
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

    assert "This is you." in own
    assert ">Admin</span>" in own
    assert "<button" not in own
    assert ">Admin</span>" not in other
    assert "Disabled</span>" not in other
    assert f"{user.created_at:%B %Y}</time>" in other
    for change in ("disable", "make-admin"):
        assert f'name="change" value="{change}"' in other


async def test_people_are_found_page_by_page(app: Quart, admin_client: Client) -> None:
    for number in range(25):
        await create_user(app, f"{number:02}@example.org")

    first = await read(await admin_client.get("/admin?search=ORG"))
    (more,) = re.findall(r'hx-get="([^"]+)"', first)
    rest = await read(await admin_client.get(more.replace("&amp;", "&"), headers=HTMX))

    assert first.count('<li class="person"') == 20
    assert 'value="ORG"' in first
    assert rest.count('<li class="person"') == 5
    assert rest.strip().startswith("<li")
    assert rest.count("autofocus") == 1
    assert "search=ORG&amp;cursor=19@example.org" in rest.split("action=")[1]


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
    part = await read(
        await admin_client.post(
            f"/admin/people/{user.id}", form={"change": "disable"}, headers=HTMX
        )
    )

    assert "<b>" not in page + part
    assert "&lt;b&gt;x" in part


@pytest.mark.parametrize(
    ("change", "back", "badge"),
    [("disable", "enable", "Disabled"), ("make-admin", "make-user", "Admin")],
)
async def test_a_change_is_made_and_taken_back(
    admin_client: Client, user: User, change: str, back: str, badge: str
) -> None:
    path = f"/admin/people/{user.id}?search=ada"

    made = await admin_client.post(path, form={"change": change})
    row = await find_row(admin_client, user.email)
    await admin_client.post(path, form={"change": back})

    assert made.status_code == 303
    assert made.headers["Location"] == f"/admin?search=ada#person-{user.id}"
    assert f"{badge}</span>" in row
    assert f'value="{back}"' in row
    assert f"{badge}</span>" not in await find_row(admin_client, user.email)


async def test_htmx_gets_the_row_as_it_is_then_with_the_focus(
    admin_client: Client, user: User, user_client: Client
) -> None:
    path = f"/admin/people/{user.id}?search=ada"
    response = await admin_client.post(path, form={"change": "disable"}, headers=HTMX)

    part = await read(response)
    assert part.strip().startswith(f'<li class="person" id="person-{user.id}"')
    assert "<summary autofocus>" in part
    assert f'hx-post="{path}"' in part
    assert f"{user.email} is disabled and logged out everywhere.</p>" in part
    assert not await is_logged_in(user_client)


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_an_admin_is_told_why_they_cannot_lock_themselves_out(
    admin_client: Client, admin: User, headers: dict[str, str]
) -> None:
    response = await admin_client.post(
        f"/admin/people/{admin.id}", form={"change": "disable"}, headers=headers
    )

    page = await read(response)
    assert response.status_code == 409
    assert OWN_ACCOUNT_REFUSED in page
    assert ("<html" in page) is not bool(headers)


async def test_another_change_is_refused(admin_client: Client, user: User) -> None:
    response = await admin_client.post(f"/admin/people/{user.id}", form={"change": "delete"})

    assert response.status_code == 422
    assert "This change does not exist." in await read(response)


async def test_an_admin_removes_what_a_person_lost(
    app: Quart, admin_client: Client, user: User
) -> None:
    async def describe(connection: Connection, user_id: str) -> str:
        return "a badge"

    async def remove(connection: Connection, user_id: str) -> None:
        assert user_id == user.id

    add_factor(app, "badges", Factor("badge", describe, remove))
    row = await find_row(admin_client, user.email)
    form = {"change": "remove-badges"}

    response = await admin_client.post(f"/admin/people/{user.id}", form=form, headers=HTMX)

    assert 'name="change" value="remove-badges">Remove badge</button>' in row
    assert "logs in without badge from now on." in await read(response)
