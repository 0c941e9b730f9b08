"""Two open pages of the list, in a real browser."""

from time import monotonic

from playwright.async_api import Page, expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.clicks import log_in, press
from tests.constants import EMAIL, PASSWORD

pytestmark = in_browser


async def add_todo(page: Page, task: str) -> None:
    await page.get_by_label("What is there to do?").fill(task)
    await press(page, "Add")


async def test_what_changes_in_one_tab_changes_in_the_other(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as here:
        await here.goto("/todos")
        await log_in(here, EMAIL, PASSWORD)
        there = await here.context.new_page()
        await there.goto("/todos")
        await expect(here.get_by_text("Also open: ")).to_be_visible()

        await add_todo(here, "Weave")
        await expect(there.locator(".task", has_text="Weave")).to_be_visible()
        await there.get_by_role("button", name="Done: Weave").click()
        done = here.get_by_role("button", name="Done: Weave")
        await expect(done).to_have_attribute("aria-pressed", "true")

        # Nobody loses what they type, nor where they are.
        await here.get_by_role("link", name="Edit Weave").click()
        await here.locator("form.edit").get_by_label("What is there to do?").fill("Weave more")
        await there.get_by_role("button", name="Delete Weave").focus()
        await add_todo(there, "Rest")
        await expect(there.locator(".task", has_text="Rest")).to_be_visible()
        await expect(here.locator(".task", has_text="Rest")).to_have_count(0)
        await here.get_by_role("button", name="Save").click()
        await expect(here.locator(".task", has_text="Rest")).to_be_visible()
        await expect(there.locator(".task", has_text="Weave more")).to_be_visible()

        await there.close()
        await expect(here.get_by_text("Also open: ")).to_be_hidden()
        began = monotonic()

    # What is open ends as the server stops, and does not hold it up.
    assert monotonic() - began < 5
