"""The pages of API tokens that a person sees after a mistake, and once."""

from tests.pages.inspection import Inspection

PLACE = "/account/security"
NEW = {"name": "Backup", "scopes": "read", "expires_in_days": "30"}


async def inspect_pages(inspection: Inspection, email: str) -> None:
    await inspection.log_in(email)
    await inspection.submit(f"{PLACE}/tokens/new", {})
    await inspection.submit(f"{PLACE}/tokens/new", {**NEW, "name": "x" * 101})
    await inspection.submit(f"{PLACE}/tokens/new", NEW)
    await inspection.open_all({PLACE, f"{PLACE}/tokens/new"}, and_links=False)
