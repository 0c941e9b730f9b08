"""Todos by the keyboard alone, and as axe sees them, in a real browser."""

from playwright.async_api import Page, expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import CREDENTIALS
from tests.journeys.axe import find_barriers

pytestmark = in_browser


async def type_and_enter(page: Page, text: str) -> None:
    await settle(page)
    await page.keyboard.press("ControlOrMeta+A")
    await page.keyboard.type(text)
    await page.keyboard.press("Enter")


async def settle(page: Page) -> None:
    """HTMX takes some milliseconds to attach itself to what it has brought."""
    await expect(page.locator(".htmx-request, .htmx-added")).to_have_count(0)


async def test_a_person_without_a_mouse_adds_ticks_edits_and_deletes(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        await page.context.request.post("/api/sessions", data={**CREDENTIALS, "email": user.email})
        await page.goto("/todos")
        task = page.get_by_label("What do you need to do?")
        focused = page.locator("*:focus")

        await task.focus()
        await type_and_enter(page, "Weave")
        await expect(page.get_by_role("status")).to_have_text("Added “Weave”.")
        await expect(task).to_be_focused()
        await expect(task).to_have_value("")

        await settle(page)
        await task.evaluate("field => field.removeAttribute('required')")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert").last).to_have_text("This is required.")
        await expect(task).to_be_focused()
        await expect(task).to_have_accessible_description("This is required.")
        await expect(page.get_by_text("Added “Weave”.")).to_have_count(0)

        await settle(page)
        tick = page.get_by_role("button", name="Done: Weave")
        await tick.focus()
        await page.keyboard.press("Space")
        await expect(tick).to_have_attribute("aria-pressed", "true")
        await expect(tick).to_be_focused()

        await settle(page)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(task.last).to_be_focused()
        await expect(task.last).to_have_value("Weave")
        await type_and_enter(page, "Spin")
        await expect(focused).to_have_text("Edit Spin")

        await settle(page)
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(focused).to_contain_text("Deleted “Spin”.")
        await expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()

        await page.get_by_role("button", name="Dark").press("Enter")
        await expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
        await expect(page.get_by_role("button", name="Dark")).to_be_focused()
        await expect(page.get_by_text("Deleted “Spin”.")).to_be_visible()
        await page.emulate_media(media="print")
        await expect(page.locator("body")).to_have_css("color", "rgb(24, 33, 30)")
        await page.emulate_media(media="screen")

        await settle(page)
        await page.get_by_role("link", name="Done").press("Enter")
        await expect(page.get_by_role("heading", name="Nothing done yet")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("data-scheme", "dark")


async def test_nothing_about_a_todo_keeps_anybody_out(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as page:
        await page.set_viewport_size({"width": 320, "height": 640})
        await page.context.request.post("/api/sessions", data={**CREDENTIALS, "email": user.email})
        response = await page.context.request.post(
            "/api/todos", data={"task": "Weave", "due": "2027-01-31T09:00:00Z"}
        )
        todo = await response.json()
        barriers = []
        for path in ("/todos", f"/todos/{todo['id']}", f"/todos/{todo['id']}/edit"):
            await page.goto(path)
            barriers += await find_barriers(page)
        await page.goto("/todos")
        await page.emulate_media(forced_colors="active")
        await expect(page.locator(".tick path")).to_be_hidden()
        await page.emulate_media(forced_colors="none")
        row = page.locator(".todo")
        before = await row.bounding_box()
        await page.get_by_role("link", name="Edit Weave").click()
        await expect(page.locator("form.edit")).to_be_visible()
        # The form has the frame of the row, in its whole width.
        after, form = await row.bounding_box(), await page.locator("form.edit").bounding_box()
        assert before is not None
        assert after is not None
        assert form is not None
        assert (after["x"], after["width"]) == (before["x"], before["width"])
        assert (form["x"], form["width"]) == (before["x"], before["width"])
        barriers += await find_barriers(page)

    assert barriers == []
