"""The documentation of the API in a real browser, under the security headers of the app."""

import json
from typing import Literal

import pytest
from playwright.async_api import Page, expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import CREDENTIALS

pytestmark = in_browser


async def test_the_documentation_lists_the_routes(settings: Settings, unused_tcp_port: int) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))

        await page.goto("/docs")

        await expect(page.locator("[data-path='/api/users/me']").first).to_be_visible()
        assert complaints == []


async def test_a_login_by_the_api_counts_for_the_requests_after_it(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        assert await try_request(page, "get", "/api/users/me") == "401"
        login = json.dumps({**CREDENTIALS, "email": user.email})
        assert await try_request(page, "post", "/api/sessions", login) == "201"
        assert await try_request(page, "get", "/api/users/me") == "200"


async def try_request(page: Page, method: str, path: str, body: str = "") -> str:
    """Send a request with the buttons of the page. Return the status of the response."""
    await page.goto("/docs")
    operation = page.locator(f".opblock-{method}").filter(has=page.locator(f"[data-path='{path}']"))
    await operation.locator(".opblock-summary-control").click()
    await operation.get_by_role("button", name="Try it out").click()
    if body:
        await operation.locator("textarea").fill(body)
    await operation.get_by_role("button", name="Execute").click()
    status = operation.locator(".live-responses-table .response-col_status").last
    return (await status.text_content() or "")[:3]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_its_colors_are_those_of_the_system(
    settings: Settings, unused_tcp_port: int, scheme: Literal["light", "dark"]
) -> None:
    async with open_browser(settings, unused_tcp_port, color_scheme=scheme) as page:
        await page.goto("/docs")

        heading = page.locator("#docs h3").first
        await expect(heading).to_be_visible()
        red = await heading.evaluate("node => +getComputedStyle(node).color.match(/\\d+/)[0]")
        assert red > 128 if scheme == "dark" else red < 128
