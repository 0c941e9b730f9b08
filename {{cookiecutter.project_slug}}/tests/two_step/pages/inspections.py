"""The pages of two-step login that a person sees while they turn it on, and afterwards."""

from pyotp import TOTP

from tests.constants import PASSWORD
from tests.pages.inspection import Inspection

PLACE = "/account/security"


async def inspect_pages(inspection: Inspection, email: str) -> None:
    await inspection.log_in(email)
    await inspection.submit(f"{PLACE}/turn-on", {})
    secret = await inspection.page.locator("input[name=secret]").get_attribute("value") or ""
    await inspection.submit(f"{PLACE}/turn-on/confirm", {"code": "0", "secret": secret})
    code = TOTP(secret).now()
    await inspection.submit(f"{PLACE}/turn-on/confirm", {"code": code, "secret": secret})
    await inspection.open_all({PLACE, f"{PLACE}/turn-off"}, and_links=False)

    await inspection.log_out()
    await inspection.submit("/login", {"email": email, "password": PASSWORD})
