"""The whole way of a person through the pages, in a real browser, with JavaScript and without.

`PICTURES=<folder>` takes the pictures of a README on the way.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from time import time
from typing import Literal, NamedTuple

import pytest
from playwright.async_api import ConsoleMessage, Page, ViewportSize, expect
from pyotp import TOTP

from app.config import Settings
from tests.accounts.authenticator_apps import STEP
from tests.browsers import in_browser, open_browser
from tests.clicks import fill, follow, press

pytestmark = in_browser

PICTURES = os.environ.get("PICTURES")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
EMAIL, PASSWORD, NEW_PASSWORD = "ada@example.com", "an engine that weaves", "notes by a translator"
# In the order in which they are added: the newest comes first on the page.
TODOS = {
    "Renew the passport": "2027-03-01T12:00",
    "Book the ferry to Bergen": "2027-02-12T18:00",
    "Send the photos to Grace": "",
    "Water the plants on the balcony": "2027-01-31T08:00",
}


class Visit(NamedTuple):
    """How somebody comes along."""

    has_script: bool
    scheme: Literal["light", "dark"]
    size: ViewportSize


VISITS = [
    pytest.param(Visit(True, "light", {"width": 1280, "height": 800}), id="script-wide-light"),
    pytest.param(Visit(False, "dark", {"width": 360, "height": 740}), id="no-script-narrow-dark"),
]


@pytest.fixture
async def page(settings: Settings, visit: Visit, unused_tcp_port: int) -> AsyncIterator[Page]:
    """It fails a test in which a page asked for more than the security headers allow."""
    url = f"http://localhost:{unused_tcp_port}"
    changes = {"app_env": "development", "app_name": "My app", "base_url": url}
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Chromium says so of every form that is refused.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            heard.append(message.text)

    async with open_browser(
        settings.model_copy(update=changes),
        unused_tcp_port,
        java_script_enabled=visit.has_script,
        color_scheme=visit.scheme,
        viewport=visit.size,
    ) as page:
        page.on("console", hear)
        page.on("pageerror", lambda error: heard.append(error.message))
        yield page
    assert heard == []


async def look(page: Page, name: str) -> None:
    """Nothing on the page is cut off at the side."""
    width = page.viewport_size and page.viewport_size["width"]
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    if PICTURES and width == 1280:
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await page.screenshot(path=Path(PICTURES, f"{name}-{scheme}.png"))


async def open_mail(page: Page, subject: str) -> None:
    """Follow the link of the newest mail."""
    await page.goto("/mailbox")
    await page.get_by_role("link", name=subject).first.click()
    await page.locator("pre a").click()


@pytest.mark.parametrize("visit", VISITS)
async def test_a_person_comes_stays_and_goes(page: Page, visit: Visit) -> None:
    await register(page)
    await keep_todos(page, visit)
    await change_account(page)
    authenticator, recovery_code = await turn_on_second_factor(page)
    if visit.has_script:
        await use_passkey(page)
    await log_out_and_in(page, authenticator)
    await reset_password(page)
    await delete_account(page, recovery_code)


async def register(page: Page) -> None:
    await page.goto("/")
    await look(page, "landing")
    await follow(page, "Create an account")
    await fill(page, **{"E-mail address": EMAIL}, Password="password")
    await press(page, "Create the account")
    await expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("E-mail address")).to_have_value(EMAIL)
    await look(page, "register")
    await fill(page, Password=PASSWORD)
    await press(page, "Create the account")
    await look(page, "see-mail")
    await open_mail(page, "Confirm your address")
    await look(page, "confirm")
    await press(page, "Finish registration")
    await page.wait_for_url("/todos")


async def keep_todos(page: Page, visit: Visit) -> None:
    await expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
    await look(page, "todos-empty")
    await page.evaluate("window.isSamePage = true")
    for task, due in TODOS.items():
        await page.get_by_label("What is there to do?").fill(task)
        await page.get_by_label("Due").fill(due)
        await press(page, "Add")
        await expect(page.locator(".task").first).to_have_text(task)
    await press(page, "Done: Send the photos to Grace")
    done = page.get_by_role("button", name="Done: Send the photos to Grace")
    await expect(done).to_have_attribute("aria-pressed", "true")
    await look(page, "todos")

    await follow(page, "Edit Renew the passport")
    await page.locator("form.edit").get_by_label("What is there to do?").fill("Renew it")
    await look(page, "todo-edit")
    await press(page, "Save")
    await expect(page.locator(".task", has_text="Renew it")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    await press(page, "Delete Renew it")
    await expect(page.locator(".task")).to_have_count(3)
    # With a script the page has never been loaded anew, without one at each step.
    assert await page.evaluate("window.isSamePage === true") is visit.has_script

    await follow(page, "Done")
    await expect(page.locator(".task")).to_have_count(1)
    await page.go_back()
    await expect(page.locator(".task")).to_have_count(3)


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
    assert "Water the plants" in data


async def turn_on_second_factor(page: Page) -> tuple[TOTP, str]:
    await page.goto("/account/security")
    await page.get_by_role("link", name="Turn on").click()
    await fill(page, Your_password=PASSWORD)
    await press(page, "Go on")
    authenticator = TOTP(await page.locator(".secret").inner_text())
    await look(page, "scan")
    await fill(page, Code=authenticator.at(int(time())))
    await press(page, "Turn it on")
    await expect(page.get_by_role("listitem")).to_have_count(10)
    recovery_code = await page.get_by_role("listitem").first.inner_text()
    await look(page, "recovery-codes")
    await follow(page, "I have kept them")
    return authenticator, recovery_code


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
    await page.wait_for_url("/todos")


async def reset_password(page: Page) -> None:
    await log_out(page)
    await page.goto("/login")
    await follow(page, "Forgotten your password?")
    await fill(page, **{"E-mail address": EMAIL})
    await press(page, "Send the link")
    await open_mail(page, "Choose a new password")
    await fill(page, New_password=NEW_PASSWORD)
    await press(page, "Change the password")
    await expect(page.get_by_role("status")).to_contain_text("Your password is changed.")


async def delete_account(page: Page, recovery_code: str) -> None:
    await fill(page, **{"E-mail address": EMAIL, "Password": NEW_PASSWORD})
    await press(page, "Log in")
    await page.get_by_text("Use a recovery code").click()
    await page.get_by_label("Recovery code").fill(recovery_code)
    await page.get_by_label("Recovery code").press("Enter")
    await follow(page, "Account")
    await follow(page, "Delete the account…")
    await look(page, "delete")
    await press(page, "Delete it for good")
    await page.wait_for_url("/")
    await page.goto("/todos")
    await fill(page, **{"E-mail address": EMAIL, "Password": NEW_PASSWORD})
    await press(page, "Log in")
    await expect(page.get_by_role("alert")).to_be_visible()
