"""The page of a person who has a picture."""

from tests.pages.inspection import Inspection
from tests.uploads.images import make_picture

PLACE = "/account/picture"


async def inspect_pages(inspection: Inspection, email: str) -> None:
    await inspection.log_in(email)
    await inspection.submit(PLACE, {})
    await inspection.page.context.request.put("/api/users/me/picture", data=make_picture())
    await inspection.open_all({PLACE}, and_links=False)
