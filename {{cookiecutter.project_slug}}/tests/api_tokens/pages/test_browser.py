"""API tokens in a real browser."""

from playwright.async_api import expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import PASSWORD
from tests.pages.visits import Visit, each_visit, look, open_visit

pytestmark = in_browser

PLACE = "/account/security"


@each_visit
async def test_a_person_creates_a_token_and_revokes_it(
    settings: Settings, user: User, unused_tcp_port: int, visit: Visit
) -> None:
    async with open_visit(settings, unused_tcp_port, visit) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        await page.goto(f"/login?next={PLACE}")
        await page.get_by_label("Email address").fill(user.email)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Log in", exact=True).click()
        await page.get_by_role("link", name="Create a token").click()
        await page.get_by_label("Name").fill("Backup script")
        await page.get_by_label("Change your data").check()
        await look(page, "token-new")
        await page.get_by_role("button", name="Create token").click()

        secret = await page.get_by_label("Token", exact=True).input_value()
        assert secret.startswith("api_token_")
        await look(page, "token-created")
        await page.get_by_role("link", name="I have copied it").click()
        await expect(page.get_by_text("May read and write")).to_be_visible()
        await look(page, "tokens")
        await page.get_by_role("button", name="Revoke Backup script").click()
        await expect(page.get_by_text("The token was revoked.")).to_be_visible()
        await expect(page.get_by_text("You have no API tokens.")).to_be_visible()


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
