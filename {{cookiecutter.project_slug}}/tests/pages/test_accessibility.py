"""The rules of WCAG 2.2 AA on every page, in light and dark, on a narrow screen.

The walk finds the pages by their routes and links. A page that is only shown after a mistake, or
in the middle of something, is opened by its feature: `inspect_pages(inspection, email)` in
`tests/<feature>/pages/inspections.py` starts logged out, with an account of its own.
"""

from importlib import import_module

from app import create_app
from app.config import PROJECT_FOLDER, Settings
from tests.accounts.people import create_user
from tests.browsers import in_browser, open_browser
from tests.pages.inspection import Inspection

pytestmark = in_browser

ADMIN = "walker@example.com"
FEATURES = sorted(path.parts[-3] for path in PROJECT_FOLDER.glob("tests/*/pages/inspections.py"))


async def test_nothing_on_any_page_keeps_anyone_out(
    settings: Settings, unused_tcp_port: int
) -> None:
    url = f"http://localhost:{unused_tcp_port}"
    settings = settings.model_copy(update={"app_env": "development", "base_url": url})
    app = create_app(settings)
    async with app.test_app(), open_browser(settings, unused_tcp_port) as page:
        await page.set_viewport_size({"width": 320, "height": 640})
        inspection = Inspection(app, page)
        await create_user(app, ADMIN, role="admin")

        for feature in FEATURES:
            email = f"{feature}@example.com"
            await create_user(app, email)
            await inspection.log_out()
            module = import_module(f"tests.{feature}.pages.inspections")
            await module.inspect_pages(inspection, email)

        await inspection.log_out()
        await inspection.open_all(inspection.plain)
        await inspection.open_missing("/nowhere")
        # Some pages look different to a person who is logged in.
        inspection.opened.clear()
        await inspection.log_in(ADMIN)
        await inspection.open_all(inspection.plain)

    assert inspection.problems == []
    assert inspection.list_unseen() == set(), "nothing leads to these pages: add what does"
