"""API tokens in the explorer of the API, in a real browser."""

from playwright.async_api import expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import PASSWORD

pytestmark = in_browser


async def test_the_explorer_sends_a_token(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        login = {"email": user.email, "password": PASSWORD}
        await page.context.request.post("/api/sessions", data=login)
        new = {"name": "Docs", "scopes": ["read"], "expires_in_days": 1}
        answer = await page.context.request.post("/api/tokens", data=new)
        secret = (await answer.json())["secret"]
        await page.context.clear_cookies()

        await page.goto("/docs#/Accounts/get_show_user")
        await page.get_by_role("button", name="Authorize").first.click()
        dialog = page.locator(".dialog-ux")
        await expect(dialog.locator(".auth-container")).to_have_count(1)
        await dialog.locator("input").fill(secret)
        await dialog.get_by_role("button", name="Apply credentials").click()
        await dialog.get_by_role("button", name="Close").click()
        operation = page.locator(".opblock-get.is-open")
        await operation.get_by_role("button", name="Try it out").click()
        await operation.get_by_role("button", name="Execute").click()

        status = operation.locator(".live-responses-table .response-col_status").last
        await expect(status).to_contain_text("200")
        assert complaints == []
