"""Messages about what was done: shown on the next page or in the part for HTMX, once."""

from http.cookies import SimpleCookie

import pytest
from quart import Quart, Response, flash, redirect
from quart.typing import ResponseReturnValue
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.config import Settings
from app.pages.rendering import render_part
from app.web.security import public
from tests.pages.reading import HTMX, read

MESSAGE = "The <note> was deleted."
SHOWN = '<div class="flash done">The &lt;note&gt; was deleted.</div>'


def add_views(app: Quart) -> None:
    @app.post("/flashed-then-redirected")
    @public
    async def delete_note() -> ResponseReturnValue:
        await flash(MESSAGE, "done")
        return redirect("/", 303)

    @app.route("/flashed", methods=["GET", "POST"])
    @public
    async def show_notes() -> Response:
        await flash(MESSAGE, "done")
        return await render_part("landing.html", "_wordmark.html")


async def test_a_message_is_on_the_next_page_and_on_no_other(app: Quart, client: Client) -> None:
    add_views(app)

    await client.post("/flashed-then-redirected")
    pages = [await read(await client.get("/")) for _ in range(2)]

    assert [page.count(SHOWN) for page in pages] == [1, 0]
    # It is read out, because the page says so of the place and not only of the message.
    assert '<div id="flash" role="status">' in pages[1]


async def test_a_part_brings_the_message_to_its_place_with_the_focus(
    app: Quart, client: Client
) -> None:
    add_views(app)

    part = await read(await client.post("/flashed", headers=HTMX))
    page = await read(await client.post("/flashed"))

    assert '<div id="flash" hx-swap-oob="innerHTML">' in part
    assert '<div class="flash done" tabindex="-1" autofocus="">The &lt;note&gt;' in part
    assert SHOWN in page


@pytest.mark.parametrize("app_env", ["test", "production"])
async def test_the_cookie_of_a_message_is_as_strict_as_the_others(
    settings: Settings, app_env: str
) -> None:
    changes = {"app_env": app_env, "base_url": "https://app.example.com"}
    app = create_app(settings.model_copy(update=changes))
    add_views(app)

    response = await app.test_client().post("/flashed-then-redirected")

    ((name, cookie),) = SimpleCookie(response.headers["Set-Cookie"]).items()
    assert name == ("__Host-session" if app_env == "production" else "session")
    assert bool(cookie["secure"]) is (app_env == "production")
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/")


async def test_a_part_that_is_loaded_in_the_background_takes_no_message(
    app: Quart, client: Client
) -> None:
    add_views(app)

    await client.post("/flashed-then-redirected")
    part = await read(await client.get("/flashed", headers=HTMX))
    page = await read(await client.get("/"))

    assert "deleted" not in part
    assert page.count(SHOWN) == 2
