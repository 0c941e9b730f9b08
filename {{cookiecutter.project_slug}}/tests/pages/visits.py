"""How people come along: with JavaScript and without, on wide and narrow screens.

`PICTURES=<folder>` takes the pictures of a README on the way.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from playwright.async_api import ConsoleMessage, Page, ViewportSize

from app.config import Settings
from tests.browsers import open_browser

PICTURES = os.environ.get("PICTURES")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Visit(NamedTuple):
    """How a person visits."""

    has_script: bool
    scheme: Literal["light", "dark"]
    size: ViewportSize


each_visit = pytest.mark.parametrize(
    "visit",
    [
        Visit(True, "light", {"width": 1280, "height": 800}),
        Visit(False, "dark", {"width": 360, "height": 740}),
    ],
    ids=["script-wide-light", "no-script-narrow-dark"],
)


@asynccontextmanager
async def open_visit(settings: Settings, port: int, visit: Visit) -> AsyncIterator[Page]:
    """Fail the test if a page asked for more than the security headers allow."""
    url = f"http://localhost:{port}"
    changes = {"app_env": "development", "app_name": "My app", "base_url": url}
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Chromium says so of every form that is refused.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            heard.append(message.text)

    async with open_browser(
        settings.model_copy(update=changes),
        port,
        java_script_enabled=visit.has_script,
        color_scheme=visit.scheme,
        viewport=visit.size,
    ) as page:
        page.on("console", hear)
        page.on("pageerror", lambda error: heard.append(error.message))
        yield page
    assert heard == []


async def look(page: Page, name: str) -> None:
    """Nothing on the page is cut off at the side."""
    await page.wait_for_load_state()  # A link that was followed has only begun to load its page.
    width = page.viewport_size and page.viewport_size["width"]
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    if PICTURES and width == 1280:
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            await page.screenshot(path=Path(PICTURES, f"{name}-{scheme}.png"))
