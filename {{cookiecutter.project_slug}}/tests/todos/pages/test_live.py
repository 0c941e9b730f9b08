"""Two open pages of the list, in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, Request, Response, Route, expect

from app.accounts.models import User
from app.config import Settings
from tests.browsers import in_browser, open_browser
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.journeys.clicks import follow, log_in, press

pytestmark = in_browser


async def add_todo(page: Page, task: str) -> None:
    await page.get_by_label("What do you need to do?").fill(task)
    await press(page, "Add")


@asynccontextmanager
async def hold(page: Page, method: str) -> AsyncIterator[None]:
    """Hold back the server's answer to this page until the end of the block."""
    go_on = asyncio.Event()

    async def wait(route: Route) -> None:
        await go_on.wait()
        await route.continue_()

    def is_held(response: Response) -> bool:
        return response.url.endswith("/todos") and response.request.method == method

    await page.route("**/todos", wait)
    async with page.expect_response(is_held):
        yield
        go_on.set()
    await page.unroute("**/todos", wait)


async def test_what_changes_in_one_tab_changes_in_the_other(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as here:
        await here.goto("/todos")
        await log_in(here, EMAIL, PASSWORD)
        there = await here.context.new_page()
        async with there.expect_response("**/events"):
            await there.goto("/todos")

        await add_todo(here, "Weave")
        await expect(there.locator(".task", has_text="Weave")).to_be_visible()
        await there.get_by_role("button", name="Done: Weave").click()
        done = here.get_by_role("button", name="Done: Weave")
        await expect(done).to_have_attribute("aria-pressed", "true")

        # People keep the text that they are typing, and stay where they are.
        await here.get_by_role("link", name="Edit Weave").click()
        await here.locator("form.edit").get_by_label("What do you need to do?").fill("Weave more")
        await there.get_by_role("button", name="Delete Weave").focus()
        await add_todo(there, "Rest")
        await expect(there.locator(".task", has_text="Rest")).to_be_visible()
        await expect(here.locator(".task", has_text="Rest")).to_have_count(0)
        await here.get_by_role("button", name="Save").click()
        await expect(here.locator(".task", has_text="Rest")).to_be_visible()
        await expect(there.locator(".task", has_text="Weave more")).to_be_visible()

        # A deleted todo comes back to its place in both.
        await press(here, "Delete Weave more")
        await expect(there.locator(".task")).to_have_text(["Rest"])
        await press(here, "Undo")
        for page in (here, there):
            await expect(page.locator(".task")).to_have_text(["Rest", "Weave more"])


async def test_what_is_typed_or_opened_stays_whatever_happens_meanwhile(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    async with open_browser(settings, unused_tcp_port) as here:
        await here.goto("/todos")
        await log_in(here, EMAIL, PASSWORD)
        await here.wait_for_url("/todos")
        task, due = here.get_by_label("What do you need to do?"), here.get_by_label("Due (UTC)")
        waiting = here.locator(".htmx-request")

        # The next todo, while the one before is on its way.
        async with hold(here, "POST"):
            await add_todo(here, "Weave")
            await expect(waiting).to_have_count(1)
            await task.fill("Spin")
            await due.focus()
        await expect(here.locator(".task")).to_have_text(["Weave"])
        await expect(task).to_have_value("Spin")
        await expect(due).to_be_focused()

        # An edit, while the list as it was before is on its way.
        edited = here.locator("form.edit").get_by_label("What do you need to do?")
        there = await here.context.new_page()
        await there.goto("/todos")
        async with hold(here, "GET"):
            await add_todo(there, "Rest")
            await expect(waiting).to_have_count(1)
            await here.get_by_role("link", name="Edit Weave").click()
            await edited.fill("Weave more")
        await expect(waiting).to_have_count(0)
        await expect(edited).to_have_value("Weave more")

        # The session has ended.
        await here.context.request.post("/logout")
        await press(here, "Save")
        await expect(here.get_by_text("Your text is still here.")).to_be_visible()
        async with here.expect_popup() as popup:
            await here.locator("#notice").get_by_role("link", name="Log in").click()
        await log_in(await popup.value, EMAIL, PASSWORD)
        await (await popup.value).wait_for_url("/todos")
        await press(here, "Save")
        await expect(here.locator(".task")).to_have_text(["Rest", "Weave more"])

        # Older todos, far from where it is said that the list has changed.
        for number in range(20):
            await here.context.request.post("/api/todos", data={"task": f"Task {number}"})
        await here.goto("/todos")
        await follow(here, "Show older todos")
        await here.get_by_role("link", name="Edit Rest").focus()
        await add_todo(there, "Eat")
        await expect(here.get_by_text("The list may have changed")).to_be_in_viewport()
        account = here.get_by_role("link", name="Settings", include_hidden=True)
        await account.evaluate("link => link.click()")
        await here.wait_for_url("/account")
        await here.go_back()
        await expect(here.locator(".task")).to_have_count(23)
        await expect(here.locator(".task", has_text="Rest")).to_be_in_viewport()


async def test_a_page_that_is_refused_its_events_asks_again_but_not_for_ever(
    settings: Settings, user: User, unused_tcp_port: int
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/events"):
            asked.append(request.url)

    async with open_browser(settings, unused_tcp_port) as page:
        await page.clock.install()
        await page.context.request.post("/api/sessions", data=CREDENTIALS)
        await page.route("**/events", lambda route: route.fulfill(status=503))
        async with page.expect_response("**/events"):
            await page.goto("/todos")
        await page.unroute("**/events")

        await page.context.request.post("/api/todos", data={"task": "Weave"})
        await page.clock.fast_forward(5000)
        await expect(page.locator(".task")).to_have_text("Weave")

        # A refresh that got no answer.
        await page.route("**/todos", lambda route: route.abort())
        await page.context.request.post("/api/todos", data={"task": "Spin"})
        await expect(page.locator("#notice")).not_to_be_empty()
        await page.unroute("**/todos")
        await page.clock.fast_forward(5000)
        await expect(page.locator(".task")).to_have_text(["Spin", "Weave"])

        await page.context.request.post("/logout")
        async with page.expect_response("**/events"):
            await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await page.clock.fast_forward(5000)
        await expect(page.locator("#notice")).to_contain_text("Please log in.")
        page.on("request", note)
        await page.clock.run_for(60_000)

    assert asked == []
