"""A page while a request of HTMX is on its way, in a real browser."""

import asyncio

from playwright.async_api import Route, expect

from app.config import Settings
from tests.browsers import in_browser, open_browser

pytestmark = in_browser

BAR = "getComputedStyle(document.body, '::before').animationName"


async def test_a_button_is_pressed_once_and_the_page_shows_that_it_waits(
    settings: Settings, unused_tcp_port: int
) -> None:
    sent: list[str] = []
    go_on = asyncio.Event()

    async def hold(route: Route) -> None:
        sent.append(route.request.post_data or "")
        await go_on.wait()
        await route.continue_()

    async with open_browser(settings, unused_tcp_port) as page:
        await page.goto("/")
        await page.route("**/appearance", hold)
        dark = page.get_by_role("button", name="Dark")
        assert await page.evaluate(BAR) == "none"

        await dark.click()
        await expect(page.locator("form.htmx-request")).to_have_count(1)
        await dark.click()
        assert await page.evaluate(BAR) == "fade-in, load"
        await page.emulate_media(reduced_motion="reduce")
        assert await page.evaluate(BAR) == "fade-in"
        go_on.set()
        await expect(dark).to_have_attribute("aria-pressed", "true")

        # A third click is answered, so the second would have been too.
        await page.get_by_role("button", name="Light").click()
        await expect(page.get_by_role("button", name="Light")).to_have_attribute(
            "aria-pressed", "true"
        )
        assert ["dark" in fields for fields in sent] == [True, False]


async def test_a_message_for_a_script_is_not_repeated_on_reload(
    settings: Settings, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        await page.goto("/?a=b&changed=note-added")

        assert page.url.endswith("/?a=b")
