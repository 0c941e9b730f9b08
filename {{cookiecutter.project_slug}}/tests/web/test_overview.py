"""The page of the API lists every request, without JavaScript and without Swagger UI."""

import re
from html import unescape

from quart import Quart
from quart.typing import TestClientProtocol as Client
from quart_schema import tag

from app.web.security import public

SECTION = re.compile(r"<h2>(.+)</h2>")
ROW = re.compile(
    r'<a id="(?P<id>\S+)" href="#(?P<link>\S+)"><b>(?P<method>[A-Z]+)</b>'
    r' <code dir="ltr">(?P<path>\S+)</code></a>\s*'
    r'<p class="hint">(?P<login>.+)</p>\s*<span>(?P<summary>.*)</span>'
)


async def read_page(client: Client) -> str:
    page = await (await client.get("/docs")).get_data(as_text=True)
    # The browser may break a long path before each slash.
    return unescape(page.replace("<wbr>", ""))


async def test_it_lists_every_request_in_the_order_of_the_document(client: Client) -> None:
    document = await (await client.get("/openapi.json")).get_json()
    operations = [
        (operation["tags"][0], method.upper(), path, operation["summary"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    tags = list(dict.fromkeys(section for section, *_ in operations))

    overview = (await read_page(client)).partition('<div id="explorer"')[0]

    assert SECTION.findall(overview) == tags
    assert next(tag for tag in tags if tag != "App") == "Accounts"
    assert tags[-1] == "Health"
    for section, text in zip(tags, SECTION.split(overview)[2::2], strict=True):
        rows = [
            (section, row["method"], row["path"], re.sub("</?code>", "`", row["summary"]))
            for row in ROW.finditer(text)
        ]
        assert rows == [operation for operation in operations if operation[0] == section]


async def test_it_says_what_needs_a_login(client: Client) -> None:
    rows = {
        (row["method"], row["path"]): row["login"] for row in ROW.finditer(await read_page(client))
    }

    assert rows["POST", "/api/sessions"] == "No login"
    assert rows["GET", "/api/sessions"] == "Needs a login"
    assert rows["GET", "/livez"] == "No login"


async def test_each_request_has_an_address_of_its_own(client: Client) -> None:
    rows = list(ROW.finditer(await read_page(client)))

    assert all(row["id"] == row["link"] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert "/Accounts/get_show_user" in {row["id"] for row in rows}


async def test_a_name_and_a_text_may_hold_anything(app: Quart, client: Client) -> None:
    @app.get("/api/odd")
    @public
    @tag(["Odd & <ends> / more"])
    async def show_odd() -> str:
        """Show `<b>` & so on."""
        return ""

    @app.get("/api/untagged")
    @public
    async def show_untagged() -> str:
        return ""

    page = await (await client.get("/docs")).get_data(as_text=True)

    assert "<h2>Odd &amp; &lt;ends&gt; / more</h2>" in page
    assert 'href="#/Odd%20%26%20%3Cends%3E%20%2F%20more/get_show_odd"' in page
    assert "<span>Show <code>&lt;b&gt;</code> &amp; so on.</span>" in page
    assert 'href="#/default/get_show_untagged"' in page


async def test_it_loads_nothing_large_and_nothing_from_elsewhere(client: Client) -> None:
    page = await read_page(client)

    assert not any("swagger" in url for url in re.findall(r' (?:href|src)="(.+?)"', page))
    assert re.search(r'data-script="/docs/static/\S+/swagger-ui-bundle\.\w+\.js"', page)
    assert "http://" not in page
    assert "https://" not in page


async def test_without_javascript_nothing_offers_the_explorer(client: Client) -> None:
    page = await read_page(client)

    assert '<a class="button" id="open" href="#/" hidden>' in page
    assert '<div id="explorer" hidden>' in page
