"""Adding a passkey, logging in with it and deleting it on the pages, in a real browser."""

from playwright.async_api import expect

from app.accounts.models import User
from app.config import Settings
from app.passkeys.pages import NOTICES
from tests.browsers import in_browser
from tests.constants import PASSWORD
from tests.pages.clicks import fill, log_in, log_out, press
from tests.pages.visits import Visit, look, open_visit
from tests.passkeys.pages.devices import add_device

pytestmark = in_browser


async def test_a_person_adds_a_passkey_logs_in_with_it_and_deletes_it(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    # Browsers know passkeys by JavaScript alone.
    visit = Visit(True, "light", {"width": 1280, "height": 800})
    async with open_visit(settings, unused_tcp_port, visit) as page:
        await add_device(page)
        await page.goto("/login?next=/account/security")
        await log_in(page, user.email, PASSWORD)
        await fill(page, Name="My key", Your_password="another engine")
        await press(page, "Add a passkey")
        await expect(page.get_by_text("The password is wrong.")).to_be_visible()
        await fill(page, Your_password=PASSWORD)
        await press(page, "Add a passkey")
        await expect(page.get_by_role("status")).to_contain_text(NOTICES["passkey-added"])
        await look(page, "passkeys")

        await log_out(page)
        await page.goto("/login?next=/account/security")
        await press(page, "Log in with a passkey")
        await page.wait_for_url("/account/security")

        page.once("dialog", lambda dialog: dialog.accept())
        await press(page, "Delete My key")
        await expect(page.get_by_role("status")).to_contain_text(NOTICES["passkey-deleted"])
