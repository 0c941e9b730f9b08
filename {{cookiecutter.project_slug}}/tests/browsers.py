"""A real browser on the real server."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from app.config import Settings
from tests.constants import PATIENCE
from tests.servers import serve_here

BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chrome"))), None)

in_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="There is no Chromium on this machine"),
    pytest.mark.timeout(300),
]

MILLISECONDS = 1000 * PATIENCE
expect.set_options(timeout=MILLISECONDS)


@asynccontextmanager
async def open_browser(settings: Settings, port: int, **options: Any) -> AsyncIterator[Page]:
    """Yield an empty page, whose addresses are those of the app."""
    async with serve_here(settings, port), async_playwright() as playwright:
        # Chromium's own sandbox does not work in most containers.
        browser = await playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        context = await browser.new_context(base_url=f"http://localhost:{port}", **options)
        page = await context.new_page()
        page.set_default_timeout(MILLISECONDS)
        yield page
        await browser.close()
