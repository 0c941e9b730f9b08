"""The pages of admins, with jobs in each state."""

from tests.accounts.people import create_user
from tests.jobs.rows import write_each_state
from tests.pages.inspection import Inspection

ADMIN = "inspector@example.com"


async def inspect_pages(inspection: Inspection, _email: str) -> None:
    await write_each_state(inspection.app)
    await create_user(inspection.app, ADMIN, role="admin")
    await inspection.log_in(ADMIN)
    await inspection.open_all({"/admin/jobs"}, and_links=False)
