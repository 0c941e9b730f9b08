"""The whole way of a person with an account, in a real browser."""

import asyncio
from time import time

from playwright.async_api import Page, Route, expect
from pyotp import TOTP

from app.config import Settings
from tests.browsers import in_browser
from tests.pages.clicks import fill, follow, log_in, press
from tests.pages.visits import Visit, each_visit, look, open_visit
from tests.two_step.authenticator_apps import STEP

pytestmark = in_browser

EMAIL, PASSWORD, NEW_PASSWORD = "ada@example.com", "an engine that weaves", "notes by a translator"

PRESS_TWICE = """async (button) => {
    button.click();
    await new Promise((resolve) => setTimeout(resolve, 100));
    button.click();
}"""


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
        await register(page)
        await change_account(page)
        authenticator, recovery_code = await turn_on_second_factor(page, visit.has_script)
        if visit.has_script:
            await use_passkey(page)
        await log_out_and_in(page, authenticator)
        await reset_password(page)
        await delete_account(page, recovery_code)


async def register(page: Page) -> None:
    await page.goto("/")
    await look(page, "landing")
    await follow(page, "Create an account")
    await fill(page, **{"Email address": EMAIL}, Password="password")
    await press(page, "Create the account")
    await expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("Email address")).to_have_value(EMAIL)
    await look(page, "register")
    await fill(page, Password=PASSWORD)
    await press(page, "Create the account")
    await look(page, "seemail")
    await open_mail(page, "Confirm your address")
    await look(page, "confirm")
    await press(page, "Finish registration")


async def change_account(page: Page) -> None:
    await follow(page, "Account")
    await page.get_by_label("Time zone").select_option("Europe/Oslo")
    await press(page, "Save")
    await expect(page.get_by_role("status")).to_have_text("Saved.")
    await look(page, "account")
    await follow(page, "Devices")
    await expect(page.get_by_text("This device")).to_be_visible()
    await look(page, "devices")
    await follow(page, "Your account")
    async with page.expect_download() as download:
        await follow(page, "Your data")
    data = await asyncio.to_thread((await (await download.value).path()).read_text, "utf-8")
    assert EMAIL in data


async def turn_on_second_factor(page: Page, has_script: bool) -> tuple[TOTP, str]:
    await page.goto("/account/security")
    await page.get_by_role("link", name="Turn on").click()
    await fill(page, Your_password=PASSWORD)
    await press(page, "Go on")
    authenticator = TOTP(await page.locator(".secret").inner_text())
    await look(page, "scan")
    await fill(page, Code=authenticator.at(int(time())))
    await (press_twice if has_script else press)(page, "Turn it on")
    await expect(page.get_by_role("listitem")).to_have_count(10)
    recovery_code = await page.get_by_role("listitem").first.inner_text()
    await look(page, "recovery-codes")
    await follow(page, "I have kept them")
    return authenticator, recovery_code


async def press_twice(page: Page, name: str) -> None:
    """The second time before the answer to the first has come."""
    is_pressed = asyncio.Event()

    async def wait(route: Route) -> None:
        answer = await route.fetch()
        await is_pressed.wait()
        await route.fulfill(response=answer)

    await page.route("**/turn-on/confirm", wait)
    # Playwright itself would wait after the first click for what comes of it.
    await page.get_by_role("button", name=name).evaluate(PRESS_TWICE)
    is_pressed.set()
    await page.wait_for_url("**/turn-on/confirm")
    # What is routed is not cached.
    await page.unroute("**/turn-on/confirm")


async def use_passkey(page: Page) -> None:
    await fill(page, Name="My key", Your_password="another engine")
    await press(page, "Add a passkey")
    await expect(page.get_by_text("The password is wrong.")).to_be_visible()
    await fill(page, Your_password=PASSWORD)
    await press(page, "Add a passkey")
    await expect(page.get_by_role("status")).to_contain_text("The passkey is added.")
    await look(page, "security")
    await log_out(page)
    await page.goto("/login?next=/account/sessions")
    await press(page, "Log in with a passkey")
    await page.wait_for_url("/account/sessions")


async def log_out(page: Page) -> None:
    await follow(page, "Account")
    await press(page, "Log out")


async def log_out_and_in(page: Page, authenticator: TOTP) -> None:
    """By the keyboard alone."""
    await log_out(page)
    await page.goto("/login")
    await look(page, "login")
    while await page.evaluate("document.activeElement.id") != "email":
        await page.keyboard.press("Tab")
    for text in (EMAIL, PASSWORD):
        await page.keyboard.type(text)
        await page.keyboard.press("Tab" if text == EMAIL else "Enter")
    # It has the focus. The code of this moment was used already.
    await page.wait_for_load_state()
    await expect(page.get_by_label("Code", exact=True)).to_be_focused()
    await look(page, "code")
    await page.keyboard.type(authenticator.at(int(time()) + STEP))
    await page.keyboard.press("Enter")


async def reset_password(page: Page) -> None:
    await log_out(page)
    await page.goto("/login")
    await follow(page, "Forgotten your password?")
    await fill(page, **{"Email address": EMAIL})
    await press(page, "Send the link")
    await open_mail(page, "Choose a new password")
    await fill(page, New_password=NEW_PASSWORD)
    await press(page, "Change the password")
    await expect(page.get_by_role("status")).to_contain_text("Your password is changed.")


async def delete_account(page: Page, recovery_code: str) -> None:
    await log_in(page, EMAIL, NEW_PASSWORD)
    await page.get_by_text("Use a recovery code").click()
    await page.get_by_label("Recovery code").fill(recovery_code)
    await page.get_by_label("Recovery code").press("Enter")
    await follow(page, "Account")
    await follow(page, "Delete the account…")
    await look(page, "delete")
    await press(page, "Delete it for good")
    await page.wait_for_url("/")
    await page.goto("/account")
    await log_in(page, EMAIL, NEW_PASSWORD)
    await expect(page.get_by_role("alert")).to_be_visible()
