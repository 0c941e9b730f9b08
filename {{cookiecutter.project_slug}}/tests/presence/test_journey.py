"""The line that says on which other devices a page is open, in a real browser."""

import asyncio
import re

import pytest
from playwright.async_api import WebSocketRoute, expect
from quart import Quart, render_template
from quart_auth import login_required

from app import create_app
from app.accounts.models import User
from app.config import PROJECT_FOLDER, Settings
from tests.browsers import in_browser
from tests.constants import CREDENTIALS, PASSWORD
from tests.journeys.clicks import log_in
from tests.journeys.visits import NEEDS_SCRIPT, Visit, look, open_visit

pytestmark = in_browser

VISIT = Visit(True, "light", {"width": 1280, "height": 800})
ALSO = "Also open in Mobile Safari on iOS"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)
# A page in React, and the path that its feature gives it.
PAGE_IN_REACT = r'createPage\("([^"]+)", \(\) => import\("\./{name}"\)'


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the path of a page with live data: which features have one is not known here."""
    return find_page_in_react() if NEEDS_SCRIPT else add_page(monkeypatch)


def find_page_in_react() -> str:
    features = PROJECT_FOLDER / "frontend" / "src"
    for page in sorted(features.glob("*/*Page.tsx")):
        if "<LiveParts />" in page.read_text(encoding="utf-8"):
            index = page.with_name("index.ts").read_text(encoding="utf-8")
            found = re.search(PAGE_IN_REACT.format(name=page.stem), index)
            assert found, f"{page} has no path"
            return found[1]
    pytest.skip("No page has live data")


def add_page(monkeypatch: pytest.MonkeyPatch) -> str:
    """Add one to the app."""

    def create_app_with_page(settings: Settings) -> Quart:
        app = create_app(settings)

        @app.get("/live-page")
        @login_required
        async def show_live_page() -> str:
            parts = await render_template("_live_parts.html")
            return f"<!doctype html><html lang='en'><h1>Live</h1>{parts}</html>"

        return app

    monkeypatch.setattr("tests.servers.create_app", create_app_with_page)
    return "/live-page"


async def test_a_page_says_where_else_it_is_open(
    settings: Settings, user: User, place: str, unused_tcp_port: int
) -> None:
    async with open_visit(settings, unused_tcp_port, VISIT) as here:
        await here.goto(f"/login?next={place}")
        await log_in(here, user.email, PASSWORD)
        await expect(here.locator("#presence")).to_be_attached()
        assert here.context.browser
        there = await here.context.browser.new_page(base_url=here.url, user_agent=PHONE)
        await there.goto(f"/login?next={place}")
        await log_in(there, user.email, PASSWORD)
        await expect(here.get_by_text(ALSO)).to_be_visible()
        await expect(there.get_by_text("Also open in ")).to_be_visible()
        await look(here, "presence")

        await there.close()
        await expect(here.get_by_text("Also open in ")).to_be_hidden()


@pytest.mark.usefixtures("user")
async def test_a_page_whose_session_has_ended_asks_again_only_when_someone_looks(
    settings: Settings, place: str, unused_tcp_port: int
) -> None:
    asked: list[str] = []
    is_refused = asyncio.Event()

    async def refuse(socket: WebSocketRoute) -> None:
        asked.append(socket.url)
        await socket.close(code=1008)
        is_refused.set()

    async with open_visit(settings, unused_tcp_port, VISIT) as page:
        await page.clock.install()
        await page.route_web_socket("**/presence", refuse)
        await page.context.request.post("/api/sessions", data=CREDENTIALS)
        await page.goto(place)
        await is_refused.wait()
        await page.clock.run_for(60_000)
        assert len(asked) == 1

        is_refused.clear()
        await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await is_refused.wait()
        await page.clock.run_for(60_000)

    assert len(asked) == 2
