"""What axe knows of WCAG 2.2 AA, on every page, by light and by dark, on a narrow screen."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.async_api import Page, Response
from pyotp import TOTP
from quart import Quart
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from app import create_app
from app.config import Settings
from app.web.openapi import API_PATHS
from tests.accounts.people import create_user
from tests.browsers import in_browser, open_browser
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.pages.axe import find_barriers

pytestmark = in_browser

# A file to download, a mail as its reader shows it, and Swagger's page, which is not ours.
NO_PAGES = {"account_pages.export", "mailbox.show_html", "docs.show_docs"}
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
    """Opens pages, each once, and keeps what is wrong with them, and what they link to."""

    def __init__(self, page: Page, addresses: MapAdapter) -> None:
        self.page = page
        self.addresses = addresses
        self.opened: set[str] = set()
        self.seen: set[str] = set()
        self.problems: list[tuple[Any, ...]] = []

    async def open_all(self, paths: set[str], and_links: bool = True) -> None:
        """Each page once; one that sends a stranger away again when they have logged in."""
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

    def is_new(self, path: str) -> bool:
        """Of many pages that differ by what they show, one is enough."""
        endpoint = self.find_endpoint(path)
        has_seen = endpoint in self.seen and self.addresses.match(urlsplit(path).path)[1] != {}
        return endpoint != "" and path not in self.opened and not has_seen

    async def submit(self, path: str, fields: dict[str, str]) -> set[str]:
        async with self.page.expect_navigation() as navigation:
            await self.page.evaluate(SUBMIT, [path, fields])
        return await self.inspect(await navigation.value)

    async def inspect(self, response: Response) -> set[str]:
        """Returns the links."""
        if response.status == 200:
            self.seen.add(self.find_endpoint(response.url))
        self.problems += [(response.url, *found) for found in await find_barriers(self.page)]
        return set(map(leave_out_next, await self.page.evaluate(FIND_LINKS)))

    def find_endpoint(self, url: str) -> str:
        """Of a page of ours; of anything else there is none."""
        try:
            endpoint, _ = self.addresses.match(urlsplit(url).path, method="GET")
        except HTTPException:
            return ""
        return "" if endpoint in NO_PAGES else str(endpoint)


def leave_out_next(url: str) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "next"]
    return f"{parts.path}?{urlencode(query)}" if query else parts.path


def list_pages(app: Quart) -> dict[str, str]:
    """The endpoint and the address of each."""
    return {
        rule.endpoint: rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and not rule.rule.startswith(API_PATHS)
        and not rule.endpoint.endswith("static")
        and rule.endpoint not in NO_PAGES
    }


async def test_nothing_on_any_page_keeps_anybody_out(
    settings: Settings, unused_tcp_port: int
) -> None:
    url = f"http://localhost:{unused_tcp_port}"
    settings = settings.model_copy(update={"app_env": "development", "base_url": url})
    app = create_app(settings)
    pages = list_pages(app)
    plain = {path for path in pages.values() if "<" not in path}
    async with app.test_app(), open_browser(settings, unused_tcp_port) as page:
        await create_user(app, role="admin")
        await page.set_viewport_size({"width": 320, "height": 640})
        inspection = Inspection(page, app.url_map.bind("localhost"))

        # A stranger's pages, with the mail that asks for a confirmation, and with mistakes.
        await page.goto("/")
        links = await inspection.submit(
            "/register", {"email": "grace@example.com", "password": PASSWORD}
        )
        await inspection.open_all(plain | links | {"/nowhere"})
        await inspection.submit("/register", {"email": "nobody"})
        await inspection.submit("/login", {"email": EMAIL, "password": "wrong"})
        await inspection.submit("/reset", {"token": "wrong", "password": PASSWORD})

        # A person's own. What features have to show there, their own tests look at.
        inspection.opened.remove("/")
        await page.context.request.post("/api/sessions", data=CREDENTIALS)
        await inspection.open_all(plain)
        inspection.opened.clear()
        await inspection.submit("/account/password", {"new_password": "short"})

        # The second factor.
        place = "/account/security"
        await inspection.submit(f"{place}/turn-on", {"password": PASSWORD})
        secret = await page.locator("input[name=secret]").get_attribute("value") or ""
        await inspection.submit(f"{place}/turn-on/confirm", {"code": "0", "secret": secret})
        code = TOTP(secret).now()
        await inspection.submit(f"{place}/turn-on/confirm", {"code": code, "secret": secret})
        await inspection.open_all({place, f"{place}/turn-off"}, and_links=False)
        await page.context.clear_cookies()
        await inspection.submit("/login", CREDENTIALS)

        problems, seen = inspection.problems, inspection.seen
    assert problems == []
    unseen = {endpoint for endpoint, path in pages.items() if "<" not in path} - seen
    assert unseen == set(), "nothing leads to these pages: add what does"
