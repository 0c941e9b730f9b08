"""Looks at every page for barriers, and follows the links on it."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.async_api import Page, Response
from quart import Quart
from werkzeug.exceptions import HTTPException

from app.web.openapi import API_PATHS
from tests.constants import PASSWORD
from tests.journeys.axe import find_barriers

# A mail as its reader shows it.
NO_PAGES = {"mailbox.show_html"}
FIND_LINKS = """[...document.querySelectorAll("a[href], [hx-get]")].flatMap((link) =>
    [link.getAttribute("href"), link.getAttribute("hx-get")].filter(Boolean))"""
SUBMIT = """([path, fields]) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: path });
    for (const [name, value] of Object.entries(fields)) {
        form.append(Object.assign(document.createElement("input"), { name, value }));
    }
    document.body.append(form);
    form.submit();
}"""


class Inspection:
    """Keeps what is wrong with the pages that it opened, and which it has seen."""

    def __init__(self, app: Quart, page: Page) -> None:
        self.app = app
        self.page = page
        self.addresses = app.url_map.bind("localhost")
        self.pages = list_pages(app)
        self.plain = {path for path in self.pages.values() if "<" not in path}
        self.opened: set[str] = set()
        self.seen: set[str] = set()
        self.problems: list[tuple[Any, ...]] = []

    def list_unseen(self) -> set[str]:
        """Return the endpoints of pages without parameters that were never shown."""
        return {endpoint for endpoint, path in self.pages.items() if path in self.plain} - self.seen

    async def log_in(self, email: str) -> None:
        await self.page.context.request.post(
            "/api/sessions", data={"email": email, "password": PASSWORD}
        )

    async def log_out(self) -> None:
        await self.page.context.clear_cookies()
        await self.page.goto("/")

    async def open_all(self, paths: set[str], and_links: bool = True) -> None:
        """Open each page once. One that redirects counts as not opened."""
        tried: set[str] = set()
        while paths := set(filter(self.is_new, paths)) - tried:
            path = min(paths)
            tried.add(path)
            response = await self.page.goto(path)
            if response is None or response.request.redirected_from:
                continue
            self.opened.add(path)
            links = await self.inspect(response)
            paths |= links if and_links else set()

    async def open_missing(self, path: str) -> None:
        """Inspect the page that says that there is none."""
        response = await self.page.goto(path)
        assert response is not None
        assert response.status == 404
        await self.inspect(response)

    def is_new(self, path: str) -> bool:
        """Of many pages that differ only by what they show, one is enough."""
        endpoint = self.find_endpoint(path)
        if endpoint == "" or path in self.opened:
            return False
        return endpoint not in self.seen or self.pages[endpoint] in self.plain

    async def submit(self, path: str, fields: dict[str, str]) -> set[str]:
        """Send a form, inspect the page that answers it, and return its links."""
        async with self.page.expect_navigation() as navigation:
            await self.page.evaluate(SUBMIT, [path, fields])
        return await self.inspect(await navigation.value)

    async def inspect(self, response: Response) -> set[str]:
        """Look for barriers on the page that is open, and return its links."""
        if response.status == 200:
            self.seen.add(self.find_endpoint(response.url))
        self.problems += [(response.url, *found) for found in await find_barriers(self.page)]
        return set(map(leave_out_next, await self.page.evaluate(FIND_LINKS)))

    def find_endpoint(self, url: str) -> str:
        """Return the endpoint of a page of ours, and "" for anything else."""
        try:
            endpoint, _ = self.addresses.match(urlsplit(url).path, method="GET")
        except HTTPException:
            return ""
        return str(endpoint) if endpoint in self.pages else ""


def leave_out_next(url: str) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "next"]
    return f"{parts.path}?{urlencode(query)}" if query else parts.path


def list_pages(app: Quart) -> dict[str, str]:
    """Return the endpoint and the address of each page."""
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and not rule.rule.startswith(API_PATHS)
        and not rule.endpoint.endswith("static")
        and rule.endpoint not in NO_PAGES
    }
