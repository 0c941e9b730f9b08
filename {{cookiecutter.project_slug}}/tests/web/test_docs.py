"""The documentation of the API in a real browser, under the security headers of the app."""

import json
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import CREDENTIALS

pytestmark = in_browser


async def test_the_explorer_is_loaded_when_somebody_opens_it(
    settings: Settings, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        complaints: list[str] = []
        loaded: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: loaded.append(request.url))

        await page.goto("/docs", wait_until="networkidle")
        assert not any("swagger" in url for url in loaded)
        await open_explorer(page)

        await expect(page.get_by_role("heading", name="Explorer")).to_be_focused()
        await expect(page.locator("[data-path='/api/users/me']").first).to_be_visible()
        await expect(page.locator("#overview")).to_be_hidden()
        await page.reload()
        await expect(page.locator("[data-path='/api/users/me']").first).to_be_visible()
        assert complaints == []


async def test_a_link_to_a_request_opens_it_in_the_explorer(
    settings: Settings, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))

        await page.goto("/docs#/Accounts/get_show_user")
        await expect(find_operation(page, "get", "/api/users/me")).to_be_focused()
        assert await list_open(page) == ["/api/users/me"]

        await page.get_by_role("link", name="Back to the overview").click()
        await expect(page.get_by_role("link", name="GET /api/users/me", exact=True)).to_be_focused()
        await page.get_by_role("link", name="POST /api/sessions", exact=True).click()
        await expect(find_operation(page, "post", "/api/sessions")).to_be_focused()
        assert await list_open(page) == ["/api/users/me", "/api/sessions"]
        assert complaints == []


async def test_the_way_back_ends_where_it_began(settings: Settings, unused_tcp_port: int) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        await page.goto("/docs")
        await open_explorer(page)
        await page.go_back()

        await expect(page.get_by_role("link", name="Open the interactive")).to_be_focused()
        await expect(page.locator("#explorer")).to_be_hidden()


async def test_it_says_so_if_the_explorer_does_not_come(
    settings: Settings, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        await page.route("**/swagger-ui-bundle.*", lambda route: route.abort())
        await page.goto("/docs#/")

        await expect(page.get_by_text("We could not load the explorer.")).to_be_visible()


async def test_without_javascript_the_overview_is_all_there_is(
    settings: Settings, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port, java_script_enabled=False) as page:
        await page.goto("/docs#/Health/get_show_readiness")

        await expect(page.get_by_role("link", name="GET /readyz", exact=True)).to_be_in_viewport()
        await expect(page.get_by_text("Open the interactive explorer")).to_be_hidden()
        await expect(page.get_by_text("Back to the overview")).to_be_hidden()


async def open_explorer(page: Page) -> None:
    await page.get_by_role("link", name="Open the interactive explorer").click()


def find_operation(page: Page, method: str, path: str) -> Locator:
    """Return the button that shows a request in full, or less of it."""
    operation = page.locator(f".opblock-{method}").filter(has=page.locator(f"[data-path='{path}']"))
    return operation.locator(".opblock-summary-control")


async def list_open(page: Page) -> list[str | None]:
    paths = await page.locator(".opblock.is-open [data-path]").all()
    return [await path.get_attribute("data-path") for path in paths]


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
    await page.goto("/docs#/")
    # Otherwise the page stays if it is open already, and so does the request before this one.
    await page.reload()
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
        await page.goto("/docs#/")

        heading = page.locator("#docs h3").first
        await expect(heading).to_be_visible()
        red = await heading.evaluate("node => +getComputedStyle(node).color.match(/\\d+/)[0]")
        assert red > 128 if scheme == "dark" else red < 128
