"""The documentation of the API in a real browser, under the security headers of the app."""

from playwright.async_api import expect

from app.config import Settings
from tests.browsers import in_browser, open_browser

pytestmark = in_browser


async def test_the_documentation_lists_the_routes(settings: Settings, unused_tcp_port: int) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))

        await page.goto("/docs")

        await expect(page.locator("[data-path='/api/users/me']").first).to_be_visible()
        assert complaints == []
