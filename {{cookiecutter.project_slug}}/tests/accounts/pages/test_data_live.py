"""The page of your data in a browser, while an export is written."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect
from quart import Quart

from app import create_app
from app.accounts.export import add_long_export
from app.accounts.models import User
from app.config import Settings
from app.jobs import progress
from app.jobs.progress import report_progress
from tests import servers
from tests.browsers import in_browser
from tests.constants import EMAIL, PASSWORD
from tests.journeys.visits import Visit, each_visit, look, open_visit

pytestmark = in_browser


@each_visit
async def test_a_person_sees_how_far_the_export_is_and_downloads_it(
    settings: Settings,
    user: User,
    unused_tcp_port: int,
    visit: Visit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    half, end = asyncio.Event(), asyncio.Event()

    async def iterate_notes(user_id: str) -> AsyncIterator[list[str]]:
        yield ["first"]
        await half.wait()
        await report_progress(50, 100)
        await end.wait()
        yield ["last"]

    def create_slow_app(settings: Settings) -> Quart:
        app = create_app(settings)
        add_long_export(app, "my notes", iterate_notes)
        return app

    monkeypatch.setattr(servers, "create_app", create_slow_app)
    monkeypatch.setattr(progress, "SECONDS", 0)
    settings = settings.model_copy(update={"run_tasks": True})
    async with open_visit(settings, unused_tcp_port, visit) as page:
        await page.goto("/login?next=/account/data")
        await page.get_by_label("Email").fill(EMAIL)
        await page.get_by_label("Password", exact=True).fill(PASSWORD)
        await page.get_by_role("button", name="Log in", exact=True).click()
        await look(page, "data")
        await page.get_by_role("button", name="Export my data").click()
        bar = page.get_by_role("progressbar")
        if not visit.has_script:
            while await bar.get_attribute("max") is None:
                await page.get_by_role("link", name="Reload the page").click()
        await expect(bar).to_have_accessible_name(re.compile("Preparing your data"))
        await look(page, "data-preparing")

        half.set()
        if visit.has_script:
            await expect(bar).to_have_attribute("max", "100")
        else:
            while await bar.get_attribute("max") != "100":
                await page.get_by_role("link", name="Reload the page").click()
        await expect(page.get_by_text("Preparing your data: 50 of 100 parts")).to_be_visible()

        end.set()
        button = page.get_by_role("button", name="Download")
        if not visit.has_script:
            while not await button.is_visible():
                await page.get_by_role("link", name="Reload the page").click()
        await expect(button).to_be_visible()
        await look(page, "data-ready")
        async with page.expect_download() as download:
            await button.click()

    assert (await download.value).suggested_filename == "account.json"
