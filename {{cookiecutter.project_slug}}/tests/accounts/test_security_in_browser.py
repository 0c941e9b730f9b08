"""The second factor and passkeys as a person uses them, in a real browser."""

from time import time

import pytest
from playwright.async_api import Page, expect
from pyotp import TOTP

from app.accounts.models import User
from app.config import Settings
from tests.accounts.authenticator_apps import STEP
from tests.browsers import needs_browser, open_browser
from tests.constants import EMAIL, PASSWORD

pytestmark = [needs_browser, pytest.mark.timeout(120)]


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def log_in(page: Page) -> None:
    await page.get_by_label("E-mail address").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await press(page, "Log in")


async def log_out(page: Page) -> None:
    await page.get_by_role("link", name="Account", exact=True).click()
    await press(page, "Log out")


async def test_a_person_secures_an_account_and_logs_in_by_code_and_by_passkey(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        await page.goto("/account/security")
        await log_in(page)

        await page.get_by_role("link", name="Turn on").click()
        await page.get_by_label("Your password").fill(PASSWORD)
        await press(page, "Go on")
        authenticator = TOTP(await page.locator(".secret").inner_text())
        now = int(time())
        await page.get_by_label("Code", exact=True).fill(authenticator.at(now))
        await press(page, "Turn it on")
        await expect(page.get_by_role("listitem")).to_have_count(10)

        await page.get_by_role("link", name="I have kept them").click()
        await page.get_by_label("Name").fill("My key")
        await page.get_by_label("Your password").fill("another engine")
        await press(page, "Add a passkey")
        await expect(page.get_by_text("The password is wrong.")).to_be_visible()
        await page.get_by_label("Your password").fill(PASSWORD)
        await press(page, "Add a passkey")
        await expect(page.get_by_role("status")).to_contain_text("The passkey is added.")
        await expect(page.get_by_role("listitem")).to_contain_text("My key")

        await log_out(page)
        await page.goto("/login?next=/account/sessions")
        await log_in(page)
        await page.get_by_label("Code", exact=True).fill(authenticator.at(now + STEP))
        await press(page, "Log in")
        await page.wait_for_url("/account/sessions")

        await log_out(page)
        await page.goto("/login?next=/account/sessions")
        await press(page, "Log in with a passkey")
        await page.wait_for_url("/account/sessions")
