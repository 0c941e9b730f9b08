"""The pages of accounts that no link leads to: after mistakes, and from a mail."""

from app.db import connect
from app.jobs.runner import run_due_jobs
from tests.constants import PASSWORD
from tests.pages.inspection import Inspection, leave_out_next


async def inspect_pages(inspection: Inspection, email: str) -> None:
    # The mailbox then holds a mail with a link to confirm the address.
    links = await inspection.submit(
        "/register", {"email": "grace@example.com", "password": PASSWORD}
    )
    await inspection.open_all(links)
    await inspection.submit("/register", {"email": "nobody"})
    await inspection.submit("/login", {"email": email, "password": "wrong"})
    await inspection.submit("/reset", {"token": "wrong", "password": PASSWORD})

    await inspection.log_in(email)
    await inspection.submit("/account/password", {"new_password": "short"})
    # An export that has not begun, one that is being written, and one that is ready.
    await inspection.submit("/account/export", {})
    async with inspection.app.app_context(), connect() as connection:
        await connection.execute("UPDATE jobs SET done = 3, total = 7 WHERE kind = 'write-export'")
    await inspection.submit("/account/export", {})
    await run_due_jobs(inspection.app)
    await inspection.open_all({"/account/data"}, and_links=False)
    await inspection.open_all({"/account/confirm"}, and_links=False)
    await inspection.submit("/account/email", {"email": "ada@example.org"})
    await inspection.page.goto("/mailbox")
    await inspection.page.get_by_role("link", name="Confirm your new address").click()
    link = await inspection.page.locator("pre a").first.get_attribute("href") or ""
    await inspection.open_all({leave_out_next(link)}, and_links=False)
