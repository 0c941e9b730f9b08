"""The line that says on which other devices a page is open, in a real browser."""

import pytest
from playwright.async_api import Page, WebSocketRoute, expect
from quart import Quart, render_template
from quart_auth import login_required

from app import create_app
from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import CREDENTIALS

pytestmark = in_browser

PLACE = "/live-page"


@pytest.fixture(autouse=True)
def live_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a page with live data to the app: which features have one is not known here."""

    def create_app_with_page(settings: Settings) -> Quart:
        app = create_app(settings)

        @app.get(PLACE)
        @login_required
        async def show_live_page() -> str:
            return await render_template("_live_parts.html")

        return app

    monkeypatch.setattr("tests.servers.create_app", create_app_with_page)


async def look(page: Page) -> None:
    await page.context.request.post("/api/sessions", data=CREDENTIALS)
    await page.goto(PLACE)


@pytest.mark.usefixtures("user")
async def test_a_page_says_where_else_it_is_open(settings: Settings, unused_tcp_port: int) -> None:
    async with open_browser(settings, unused_tcp_port) as here:
        await look(here)
        there = await here.context.new_page()
        await there.goto(PLACE)
        await expect(here.get_by_text("Also open in ")).to_be_visible()

        await there.close()
        await expect(here.get_by_text("Also open in ")).to_be_hidden()


async def test_a_page_whose_session_has_ended_asks_again_only_when_someone_looks(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    asked: list[str] = []

    async def refuse(socket: WebSocketRoute) -> None:
        asked.append(socket.url)
        await socket.close(code=1008)

    async with open_browser(settings, unused_tcp_port) as page:
        await page.clock.install()
        await page.route_web_socket("**/presence", refuse)
        await look(page)
        await page.clock.run_for(60_000)
        assert len(asked) == 1

        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await page.clock.run_for(60_000)

    assert len(asked) == 2
