"""The menu of the header closes when the person goes on elsewhere, in a real browser."""

from playwright.async_api import expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import CREDENTIALS
from tests.journeys.clicks import open_menu

pytestmark = in_browser


async def test_escape_a_click_and_the_focus_elsewhere_close_the_menu(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        await page.context.request.post("/api/sessions", data={**CREDENTIALS, "email": user.email})
        await page.goto("/nowhere")  # Any page has the menu.
        menu = page.locator(".menu")

        await open_menu(page)
        await expect(menu).to_have_attribute("open", "")
        await page.keyboard.press("Tab")
        await expect(menu).to_have_attribute("open", "")
        await page.keyboard.press("Escape")
        await expect(menu).not_to_have_attribute("open", "")
        await expect(menu.locator("summary")).to_be_focused()

        await open_menu(page)
        await page.get_by_role("heading", level=1).click()
        await expect(menu).not_to_have_attribute("open", "")

        await open_menu(page)
        await page.get_by_role("link", name="API").last.focus()
        await expect(menu).not_to_have_attribute("open", "")
