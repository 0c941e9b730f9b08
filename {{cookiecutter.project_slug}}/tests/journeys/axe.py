"""The rules of WCAG 2.2 AA, checked by axe."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.async_api import Page

# In the other colors nothing else can be wrong.
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
RUN_AXE = """async (runOnly) => {
    const options = { runOnly, resultTypes: ["violations"], iframes: false, preload: false };
    const { violations } = await axe.run(options);
    return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}"""
IS_TOO_WIDE = """(direction) => {
    document.documentElement.dir = direction;
    return document.documentElement.scrollWidth > innerWidth;
}"""


async def find_barriers(page: Page) -> list[tuple[str, Any]]:
    """Return what axe finds on the page as it is now, in light and in dark."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found: list[tuple[str, Any]] = []
    for scheme, rules in RULES.items():
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [(scheme, barrier) for barrier in await page.evaluate(RUN_AXE, rules)]
    # The language of an app may be written from right to left.
    for direction in ("rtl", "ltr"):
        if await page.evaluate(IS_TOO_WIDE, direction):
            found.append(("too wide", direction))
    return found
