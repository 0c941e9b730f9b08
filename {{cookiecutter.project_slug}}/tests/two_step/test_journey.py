"""The whole way of a person with two-step login, in a real browser."""

import asyncio
import re
from time import time

from playwright.async_api import Page, Route, expect
from pyotp import TOTP

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser
from tests.constants import PASSWORD
from tests.journeys.clicks import fill, follow, log_in, log_out, press, type_credentials
from tests.journeys.visits import Visit, each_visit, look, open_visit
from tests.two_step.authenticator_apps import STEP

pytestmark = in_browser

PRESS_TWICE = """async (button) => {
    button.click();
    // The page shows that it was pressed.
    for (const _ of "12") await new Promise(requestAnimationFrame);
    button.click();
}"""
# The path to which either front end sends the first code.
CONFIRM = re.compile(r"/(turn-on|authenticator)/confirm$")


@each_visit
async def test_a_person_turns_it_on_logs_in_with_codes_and_turns_it_off(
    settings: Settings, user: User, visit: Visit, unused_tcp_port: int
) -> None:
    async with open_visit(settings, unused_tcp_port, visit) as page:
        await page.goto("/login?next=/account/security")
        await log_in(page, user.email, PASSWORD)
        authenticator, recovery_code = await turn_on(page, visit.has_script)
        await log_in_with_code(page, user.email, authenticator)
        await log_in_with_recovery_code(page, user.email, recovery_code)
        await renew_recovery_codes(page)
        await turn_off(page)


async def turn_on(page: Page, has_script: bool) -> tuple[TOTP, str]:
    await follow(page, "Turn on two-step login…")
    await press(page, "Continue")
    authenticator = TOTP(await page.locator(".secret").inner_text())
    await look(page, "scan")
    await fill(page, Code=authenticator.at(int(time())))
    await (press_twice if has_script else press)(page, "Turn on two-step login")
    await expect(page.get_by_role("listitem")).to_have_count(10)
    recovery_code = await page.get_by_role("listitem").first.inner_text()
    await look(page, "recovery-codes")
    await follow(page, "I have saved them")
    await expect(page.get_by_text("It is on.")).to_be_visible()
    return authenticator, recovery_code


async def press_twice(page: Page, name: str) -> None:
    """Press it again before the answer to the first time has come."""
    asked: list[str] = []
    is_pressed = asyncio.Event()

    async def hold(route: Route) -> None:
        asked.append(route.request.url)
        answer = await route.fetch()
        await is_pressed.wait()
        await route.fulfill(response=answer)

    await page.route(CONFIRM, hold)
    # Playwright itself would wait after the first click for what comes of it.
    await page.get_by_role("button", name=name).evaluate(PRESS_TWICE)
    is_pressed.set()
    await expect(page.get_by_role("heading", name="Save your recovery codes")).to_be_visible()
    assert len(asked) == 1
    # A route is not cached.
    await page.unroute(CONFIRM)


async def log_in_with_code(page: Page, email: str, authenticator: TOTP) -> None:
    await log_out(page)
    await page.goto("/login?next=/account")
    await type_credentials(page, email, PASSWORD)
    await expect(page.get_by_label("Code", exact=True)).to_be_focused()
    await look(page, "code")
    # The code of this moment was used already.
    await page.keyboard.type(authenticator.at(int(time()) + STEP))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Profile")).to_be_visible()


async def log_in_with_recovery_code(page: Page, email: str, recovery_code: str) -> None:
    await log_out(page)
    await page.goto("/login?next=/account/security")
    await log_in(page, email, PASSWORD)
    await page.get_by_text("Use a recovery code").click()
    field = page.get_by_label("Recovery code")
    await field.fill("not-a-code")
    await field.press("Enter")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await look(page, "code-refused")
    await field.fill(recovery_code)
    await field.press("Enter")
    await expect(page.get_by_text("You have 9 unused recovery codes.")).to_be_visible()


async def renew_recovery_codes(page: Page) -> None:
    await press(page, "Get new recovery codes")
    await expect(page.get_by_text("Your old codes no longer work.")).to_be_visible()
    await expect(page.get_by_role("listitem")).to_have_count(10)
    await follow(page, "I have saved them")
    await expect(page.get_by_text("You have 10 unused recovery codes.")).to_be_visible()


async def turn_off(page: Page) -> None:
    await follow(page, "Turn off two-step login…")
    await expect(page.get_by_role("button", name="Turn off", exact=True)).to_be_visible()
    await look(page, "turn-off")
    await press(page, "Turn off")
    await expect(page.get_by_text("Two-step login is now off.")).to_be_visible()
