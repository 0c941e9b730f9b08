"""The page of jobs in a browser: it follows what runs, and its buttons do what they say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, expect
from quart import Quart

from app.config import Settings
from app.db import connect
from tests.accounts.people import create_user
from tests.browsers import in_browser
from tests.constants import PASSWORD
from tests.jobs.rows import read_states, write_each_state, write_job
from tests.journeys.visits import Visit, each_visit, look, open_visit

pytestmark = in_browser
ADMIN = "grace@example.com"


async def change_job(app: Quart, job_id: str, changes: str) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute(
            f"UPDATE jobs SET {changes} WHERE id = :id",  # noqa: S608
            {"id": job_id},
        )


@asynccontextmanager
async def open_jobs(settings: Settings, port: int, visit: Visit) -> AsyncIterator[Page]:
    """Open the page as an admin."""
    async with open_visit(settings, port, visit) as page:
        await page.context.request.post(
            "/api/sessions", data={"email": ADMIN, "password": PASSWORD}
        )
        await page.goto("/admin/jobs")
        yield page


@each_visit
async def test_an_admin_watches_jobs_and_changes_them(
    app: Quart, settings: Settings, unused_tcp_port: int, visit: Visit
) -> None:
    await create_user(app, ADMIN, role="admin")
    ids = await write_each_state(app)
    async with open_jobs(settings, unused_tcp_port, visit) as page:
        await expect(page.get_by_role("progressbar")).to_have_attribute("value", "30")
        await look(page, "jobs")

        await change_job(app, ids["running"], "done = 60")
        if not visit.has_script:
            await page.reload()
        await expect(page.get_by_role("progressbar")).to_have_attribute("value", "60")

        # A refresh takes the focus from nobody.
        cancel = page.locator(f"#change-{ids['running']}")
        await cancel.focus()
        await change_job(app, ids["running"], "done = 90")
        if visit.has_script:
            await expect(page.get_by_role("progressbar")).to_have_attribute("value", "90")
            await expect(cancel).to_be_focused()
        await cancel.press("Enter")
        await expect(page.get_by_text("The job is canceled.")).to_be_visible()
        await expect(page.get_by_text("No job is running.")).to_be_visible()

        await page.get_by_role("button", name="Try all again").click()
        await expect(page.get_by_text("We have not given up on any job.")).to_be_visible()
        await expect(page.get_by_text("We will try again")).to_be_visible()
        await look(page, "jobs-changed")

    states = await read_states(app)
    assert (states[ids["running"]], states[ids["failed"]]) == ("canceled", "waiting")


@each_visit
async def test_a_button_that_comes_too_late_says_so(
    app: Quart, settings: Settings, unused_tcp_port: int, visit: Visit
) -> None:
    await create_user(app, ADMIN, role="admin")
    # Unlike a job that runs, it does not make the page load anew, which would take the button away.
    job_id = await write_job(app, "waiting")
    async with open_jobs(settings, unused_tcp_port, visit) as page:
        button = page.locator(f"#change-{job_id}")
        await button.wait_for()
        await change_job(app, job_id, "due_at = NULL, state = 'done'")
        await button.click()

        await expect(page.get_by_text("This job has already ended.")).to_be_visible()
        await expect(page.get_by_text("No job is waiting.")).to_be_visible()
