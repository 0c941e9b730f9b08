"""A person with an API token, on the pages."""

from playwright.async_api import Page, expect

from app.accounts.models import User
from app.config import Settings
from tests.api_tokens.bearers import write_header
from tests.browsers import in_browser
from tests.constants import PASSWORD
from tests.journeys.clicks import fill, follow, log_in, press
from tests.journeys.visits import Visit, each_visit, look, open_visit

pytestmark = in_browser


@each_visit
async def test_a_person_creates_a_token_and_revokes_it(
    settings: Settings, user: User, unused_tcp_port: int, visit: Visit
) -> None:
    async with open_visit(settings, unused_tcp_port, visit) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        await page.goto("/login?next=/account/security")
        await log_in(page, user.email, PASSWORD)
        secret = await create_token(page)
        assert await ask(page, secret) == 200

        await press(page, "Revoke Backup script")
        await expect(page.get_by_text("The token was revoked.")).to_be_visible()
        await expect(page.get_by_text("You have no API tokens.")).to_be_visible()
        assert await ask(page, secret) == 401


async def create_token(page: Page) -> str:
    """Return its secret, which is shown once."""
    await follow(page, "Create a token…")
    # The page before may have a field of the same name.
    await expect(page.get_by_role("heading", name="Create an API token")).to_be_visible()
    await fill(page, Name="Backup script")
    await page.get_by_label("Read your data").uncheck()
    await press(page, "Create token")
    await expect(page.get_by_text("Choose at least one.")).to_be_visible()
    await look(page, "token-refused")
    await page.get_by_label("Read your data").check()
    await page.get_by_label("Change your data").check()
    await press(page, "Create token")

    secret = await page.get_by_label("Token", exact=True).input_value()
    assert secret.startswith("api_token_")
    await look(page, "token-created")
    await follow(page, "I have copied it")
    await expect(page.get_by_text("May read and write")).to_be_visible()
    await look(page, "tokens")
    return secret


async def ask(page: Page, secret: str) -> int:
    """Return the status of an answer to a program that has the token, and no cookie."""
    assert page.context.browser
    program = await page.context.browser.new_context(base_url=page.url)
    response = await program.request.get("/api/users/me", headers=write_header(secret))
    await program.close()
    return response.status
