"""The whole way of a person with an account, in a real browser."""

from playwright.async_api import Page, expect

from app.config import Settings
from tests.browsers import in_browser
from tests.journeys.clicks import fill, follow, log_in, log_out, open_menu, press, type_credentials
from tests.journeys.visits import Visit, each_visit, look, open_visit

pytestmark = in_browser

EMAIL, PASSWORD, NEW_PASSWORD = "ada@example.com", "an engine that weaves", "notes by a translator"


async def open_mail(page: Page, subject: str) -> None:
    """Follow the link of the newest mail."""
    await page.goto("/mailbox")
    await page.get_by_role("link", name=subject).first.click()
    await page.locator("pre a").click()


@each_visit
async def test_a_person_comes_stays_and_goes(
    settings: Settings, visit: Visit, unused_tcp_port: int
) -> None:
    async with open_visit(settings, unused_tcp_port, visit) as page:
        await register(page, visit)
        await change_account(page)
        await log_out_and_in(page)
        await reset_password(page)
        await delete_account(page)


async def register(page: Page, visit: Visit) -> None:
    await page.goto("/")
    await look(page, "landing")
    await follow(page, "Sign up")
    await fill(page, **{"Email address": EMAIL}, Password="password")
    await press(page, "Sign up")
    await expect(page.locator("#password")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("Email address")).to_have_value(EMAIL)
    await look(page, "register")
    await fill(page, Password=PASSWORD)
    await see_password(page, visit)
    await press(page, "Sign up")
    await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    await look(page, "see-mail")
    await open_mail(page, "Confirm your address")
    await look(page, "confirm")
    await press(page, "Create account")


async def see_password(page: Page, visit: Visit) -> None:
    """Show what was typed and hide it again, by a button that needs JavaScript."""
    show = page.get_by_role("button", name="Show password")
    password = page.get_by_label("Password", exact=True)
    await expect(show).to_be_visible(visible=visit.has_script)
    for kind in ("text", "password") if visit.has_script else ():
        await show.press("Space")
        await expect(password).to_have_attribute("type", kind)


async def change_account(page: Page) -> None:
    await open_menu(page)
    await follow(page, "Settings")
    await page.get_by_label("Time zone").select_option("Europe/Oslo")
    await press(page, "Save")
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await look(page, "account")
    await follow(page, "Devices")
    await expect(page.get_by_text("This device")).to_be_visible()
    await look(page, "devices")
    await follow(page, "Activity")
    await expect(page.get_by_text("Account created")).to_be_visible()
    await look(page, "activity")
    await follow(page, "Your data")
    await expect(page.get_by_role("button", name="Export my data")).to_be_visible()


async def log_out_and_in(page: Page) -> None:
    await log_out(page)
    await page.goto("/login?next=/account/password")
    await look(page, "login")
    await type_credentials(page, EMAIL, PASSWORD)
    await expect(page.get_by_label("Current password")).to_be_visible()
    await look(page, "password")


async def reset_password(page: Page) -> None:
    await log_out(page)
    await page.goto("/login")
    await follow(page, "Forgot your password?")
    # The page before has a field of the same name.
    await expect(page.get_by_role("heading", name="Forgot your password?")).to_be_visible()
    await fill(page, **{"Email address": EMAIL})
    await press(page, "Send link")
    await expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    await open_mail(page, "Choose a new password")
    await fill(page, New_password=NEW_PASSWORD)
    await press(page, "Change password")
    await expect(page.get_by_text("Your password was changed.")).to_be_visible()


async def delete_account(page: Page) -> None:
    await log_in(page, EMAIL, NEW_PASSWORD)
    await open_menu(page)
    await follow(page, "Settings")
    await follow(page, "Delete your account…")
    await expect(page.get_by_role("button", name="Delete account")).to_be_visible()
    await look(page, "delete")
    await press(page, "Delete account")
    await page.wait_for_url("/")
    await page.goto("/account")
    await log_in(page, EMAIL, NEW_PASSWORD)
    await expect(page.get_by_role("alert")).to_be_visible()
