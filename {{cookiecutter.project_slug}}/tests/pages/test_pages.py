"""The parts that all pages share."""

import gzip
import re
from pathlib import Path
from statistics import median

import pytest
from quart import Blueprint, Quart, render_template
from quart.typing import TestClientProtocol as Client
from quart_auth import current_user

from app import create_app
from app.config import PROJECT_FOLDER, Settings
from app.db import connect
from app.pages import add_link, add_live_part
from app.web.hosts import is_local_path
from app.web.security import public
from tests.constants import CREDENTIALS
from tests.pages.reading import read

TEMPLATES = sorted((PROJECT_FOLDER / "app").rglob("templates/**/*.html"))
# Of a mail, which is no page and has its styles inside.
MAIL = PROJECT_FOLDER / "app" / "mail" / "templates" / "mail.html"
ELSEWHERE = [
    "",
    "account",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    "/\x00",
    "/\x7f",
    "/\u2028",
    " /account",
    "https://evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
]


async def test_the_home_page_leads_a_stranger_in(client: Client) -> None:
    page = await read(await client.get("/"))

    for path in ("/register", "/login", "/docs"):
        assert f'href="{path}"' in page


async def test_the_home_page_says_what_the_app_does(settings: Settings) -> None:
    changed = settings.model_copy(update={"app_description": "Weaves <b>patterns</b>"})

    page = await read(await create_app(changed).test_client().get("/"))

    sentence = "Weaves &lt;b&gt;patterns&lt;/b&gt;"
    assert f'<p class="lead">{sentence}.</p>' in page
    assert f'<meta name="description" content="{sentence}">' in page


@pytest.mark.parametrize("environment", ["development", "test"])
async def test_only_developers_are_told_what_to_do_next(
    settings: Settings, environment: str
) -> None:
    app = create_app(settings.model_copy(update={"app_env": environment}))

    page = await read(await app.test_client().get("/"))

    for hint in ('href="/mailbox"', "create-user you@example.com --admin", "Delete the example"):
        assert (hint in page) is (environment == "development")


async def test_the_menu_names_the_person_and_ends_with_the_way_out(user_client: Client) -> None:
    page = await read(await user_client.get("/account"))

    menu = page.partition('<details class="menu">')[2].partition("</details>")[0]
    assert f'<bdi class="who">{CREDENTIALS["email"]}</bdi>' in menu
    labels = re.findall(r">([^<>]+)</(?:a|button)>", menu)
    assert labels == ["Settings", "Log out"]


async def test_the_home_page_leads_a_user_on(user_client: Client) -> None:
    page = await read(await user_client.get("/"))

    assert 'href="/account"' in page
    assert 'href="/login"' not in page


async def test_the_home_page_does_not_take_a_session_that_has_ended_for_a_user(
    app: Quart, user_client: Client
) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute("DELETE FROM sessions")

    page = await read(await user_client.get("/"))

    assert 'href="/login"' in page
    assert 'href="/account"' not in page


async def test_a_feature_adds_itself_to_the_navigation(app: Quart, user_client: Client) -> None:
    add_link(app, "Notes", "docs.show_docs")

    page = await read(await user_client.get("/account"))

    assert '<a href="/docs">Notes</a>' in page


async def test_a_feature_adds_a_part_to_pages_with_live_data(app: Quart, tmp_path: Path) -> None:
    (tmp_path / "_line.html").write_text("<p>Two people read this.</p>")
    app.register_blueprint(Blueprint("lines", __name__, template_folder=str(tmp_path)))
    add_live_part(app, "_line.html")

    @app.get("/live-page")
    @public
    async def show_live_page() -> str:
        return await render_template("_live_parts.html")

    page = await read(await app.test_client().get("/live-page"))

    assert "<p>Two people read this.</p>" in page


async def test_the_navigation_says_where_one_is(user_client: Client) -> None:
    here = await read(await user_client.get("/account"))
    inside = await read(await user_client.get("/account/sessions"))

    assert '<a href="/account" aria-current="page">Settings</a>' in here
    assert '<a href="/account" aria-current="true">Settings</a>' in inside


async def test_a_feature_adds_a_page_to_the_settings(app: Quart, user_client: Client) -> None:
    @public
    async def show_setting() -> str:
        await current_user.is_authenticated
        return await render_template("settings.html")

    app.add_url_rule("/account/badges", "show_badges", show_setting)
    app.add_url_rule("/account/badges/new", "add_badge", show_setting)
    add_link(app, "Badges & pins", "show_badges", place="settings")

    here = await read(await user_client.get("/account/badges"))
    inside = await read(await user_client.get("/account/badges/new"))

    assert "<title>Badges &amp; pins · " in here
    assert "<h1>Badges &amp; pins</h1>" in here
    assert '<a href="/account/badges" aria-current="page">Badges &amp; pins</a>' in here
    assert '<a href="/account/badges" aria-current="true">Badges &amp; pins</a>' in inside


async def test_the_name_of_the_app_is_text_whatever_it_holds(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"app_name": "<b>Ada's</b> & 🌱"}))

    page = await read(await app.test_client().get("/"))

    assert "<h1>&lt;b&gt;Ada&#39;s&lt;/b&gt; &amp; 🌱" in page
    assert "<b>" not in page


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_path_that_leads_elsewhere_is_known(path: str) -> None:
    assert not is_local_path(path)


@pytest.mark.parametrize("path", ["/", "/account", "/a?b=c&d=//e", "/münchen", "/a b"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert is_local_path(path)


@pytest.mark.parametrize("path", sorted({*TEMPLATES} - {MAIL}), ids=lambda path: path.name)
def test_a_template_keeps_to_the_content_security_policy(path: Path) -> None:
    text = path.read_text()

    for forbidden in ("<style", "style=", "<script>", "hx-on", "onclick", "javascript:", "http"):
        assert forbidden not in text.replace("htmx-config", "").replace("http-equiv", "")


def test_most_templates_fit_on_half_a_screen() -> None:
    assert median(len(path.read_text().splitlines()) for path in TEMPLATES) <= 30


def test_all_styles_and_scripts_together_are_small() -> None:
    """HTMX included. Only the page of the API, in `app/web`, loads Swagger."""
    files = [
        path
        for pattern in ("static/**/*.css", "static/**/*.js")
        for path in (PROJECT_FOLDER / "app").rglob(pattern)
        if "web" not in path.parts
    ]

    assert files
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 30_000
