"""The line that says on which other devices a page is open, in a real browser."""

import asyncio

from playwright.async_api import WebSocketRoute, expect

from app.accounts.models import User
from app.config import Settings
from tests.constants import CREDENTIALS, PASSWORD
from tests.journeys.clicks import log_in
from tests.journeys.visits import Visit, look, open_visit

VISIT = Visit(True, "light", {"width": 1280, "height": 800})
ALSO = "Also open in Mobile Safari on iOS"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)


async def see_other_device(settings: Settings, user: User, place: str, port: int) -> None:
    """Open the page on a phone too, and close it there."""
    async with open_visit(settings, port, VISIT) as here:
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


async def look_after_session(settings: Settings, place: str, port: int) -> None:
    """Look at the page again after its session has ended: only then it asks again."""
    asked: list[str] = []
    is_refused = asyncio.Event()

    async def refuse(socket: WebSocketRoute) -> None:
        asked.append(socket.url)
        await socket.close(code=1008)
        is_refused.set()

    async with open_visit(settings, port, VISIT) as page:
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
