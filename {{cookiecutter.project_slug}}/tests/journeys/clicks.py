"""The things that people do on a page. A menu has links and buttons, or items."""

from playwright.async_api import Page

MENU = ".menu > summary, .menu-button"


async def follow(page: Page, name: str) -> None:
    link = page.get_by_role("link", name=name, exact=True)
    await link.or_(page.get_by_role("menuitem", name=name, exact=True)).first.click()


async def press(page: Page, name: str) -> None:
    button = page.get_by_role("button", name=name, exact=True)
    await button.or_(page.get_by_role("menuitem", name=name, exact=True)).click()


async def fill(page: Page, **fields: str) -> None:
    """By the labels of the fields; an underscore stands for a space."""
    for label, value in fields.items():
        await page.get_by_label(label.replace("_", " "), exact=True).fill(value)


async def log_in(page: Page, email: str, password: str) -> None:
    await fill(page, **{"Email address": email, "Password": password})
    await press(page, "Log in")


async def open_menu(page: Page) -> None:
    await page.locator(MENU).first.click()


async def log_out(page: Page) -> None:
    await open_menu(page)
    await press(page, "Log out")
    await page.get_by_role("link", name="Log in", exact=True).first.wait_for()


async def type_credentials(page: Page, email: str, password: str) -> None:
    """Log in by the keyboard alone."""
    while await page.evaluate("document.activeElement.id") != "email":
        await page.keyboard.press("Tab")
    await page.keyboard.type(email)
    await page.keyboard.press("Tab")
    await page.keyboard.type(password)
    await page.keyboard.press("Enter")
