"""The things that people do on a page."""

from playwright.async_api import Page


async def follow(page: Page, name: str) -> None:
    await page.get_by_role("link", name=name, exact=True).first.click()


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def fill(page: Page, **fields: str) -> None:
    """By the labels of the fields; an underscore stands for a space."""
    for label, value in fields.items():
        await page.get_by_label(label.replace("_", " "), exact=True).fill(value)


async def log_in(page: Page, email: str, password: str) -> None:
    await fill(page, **{"Email address": email, "Password": password})
    await press(page, "Log in")


async def open_menu(page: Page) -> None:
    await page.locator(".menu > summary").click()


async def log_out(page: Page) -> None:
    await open_menu(page)
    await press(page, "Log out")


async def type_credentials(page: Page, email: str, password: str) -> None:
    """Log in by the keyboard alone."""
    while await page.evaluate("document.activeElement.id") != "email":
        await page.keyboard.press("Tab")
    await page.keyboard.type(email)
    await page.keyboard.press("Tab")
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")
