"""The list of todos as a person uses it, in a real browser."""

from playwright.async_api import expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser
from tests.constants import PASSWORD
from tests.journeys.clicks import follow, log_in, press
from tests.journeys.visits import Visit, each_visit, look, open_visit

pytestmark = in_browser

# In the order in which they are added: the newest comes first on the page.
TODOS = {
    "Renew the passport": "2027-03-01T12:00",
    "Book the ferry to Bergen": "2027-02-12T18:00",
    "Send the photos to Grace": "",
    "Water the plants on the balcony": "2027-01-31T08:00",
}


@each_visit
async def test_a_person_keeps_todos(
    settings: Settings, user: User, visit: Visit, unused_tcp_port: int
) -> None:
    async with open_visit(settings, unused_tcp_port, visit) as page:
        await page.goto("/todos")
        await log_in(page, user.email, PASSWORD)
        await expect(page.get_by_role("heading", name="Nothing to do yet")).to_be_visible()
        await look(page, "todos-empty")
        await page.evaluate("window.isSamePage = true")
        for task, due in TODOS.items():
            await page.get_by_label("What do you need to do?").fill(task)
            await page.get_by_label("Due").fill(due)
            await press(page, "Add")
            await expect(page.locator(".task").first).to_have_text(task)
        await press(page, "Done: Send the photos to Grace")
        done = page.get_by_role("button", name="Done: Send the photos to Grace")
        await expect(done).to_have_attribute("aria-pressed", "true")
        await look(page, "todos")

        await follow(page, "Edit Renew the passport")
        await page.locator("form.edit").get_by_label("What do you need to do?").fill("Renew it")
        await look(page, "todo-edit")
        await press(page, "Save")
        await expect(page.locator(".task", has_text="Renew it")).to_be_visible()
        before = await page.locator(".task").all_text_contents()
        await press(page, "Delete Renew it")
        await expect(page.locator(".task")).to_have_count(3)
        await look(page, "todo-deleted")
        await press(page, "Undo")
        await expect(page.locator(".task")).to_have_text(before)
        await press(page, "Delete Renew it")
        await expect(page.locator(".task")).to_have_count(3)
        # With a script the page has never been loaded anew, without one at each step.
        assert await page.evaluate("window.isSamePage === true") is visit.has_script

        await follow(page, "Done 1")
        await expect(page.locator(".task")).to_have_count(1)
        await page.go_back()
        await expect(page.locator(".task")).to_have_count(3)
