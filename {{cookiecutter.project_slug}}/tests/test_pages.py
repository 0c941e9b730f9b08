"""What all pages share."""

from pathlib import Path
from statistics import median

import pytest
from quart import Quart
from quart.testing import WebsocketResponseError
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.config import PROJECT_FOLDER, Settings
from app.pages import add_link, is_local_path
from app.security import public
from tests.constants import CREDENTIALS
from tests.pages import HTMX, read

TEMPLATES = sorted((PROJECT_FOLDER / "app").rglob("templates/**/*.html"))
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


async def test_the_home_page_leads_a_user_on(user_client: Client) -> None:
    page = await read(await user_client.get("/"))

    assert 'href="/account"' in page
    assert 'href="/login"' not in page


async def test_a_feature_adds_itself_to_the_navigation(app: Quart, user_client: Client) -> None:
    add_link(app, "Notes", "docs.show_docs")

    page = await read(await user_client.get("/account"))

    assert '<a href="/docs">Notes</a>' in page


async def test_the_name_of_the_app_is_text_whatever_it_holds(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"app_name": "<b>Ada's</b> & 🌱"}))

    page = await read(await app.test_client().get("/"))

    assert "Welcome to &lt;b&gt;Ada&#39;s&lt;/b&gt; &amp; 🌱" in page
    assert "<b>" not in page


async def test_an_unknown_path_is_a_page(client: Client) -> None:
    response = await client.get("/nowhere")

    assert response.status_code == 404
    assert response.content_type == "text/html; charset=utf-8"
    assert "<h1>Not Found</h1>" in await read(response)


async def test_a_wrong_method_is_a_page_and_names_the_right_ones(client: Client) -> None:
    response = await client.post("/")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "<h1>Method Not Allowed</h1>" in await read(response)


@pytest.mark.parametrize("path", ["/api/nowhere", "/livez", "/readyz", "/openapi.json"])
async def test_an_error_of_the_api_is_no_page(client: Client, path: str) -> None:
    response = await client.post(path)

    assert response.status_code in {404, 405}
    assert response.content_type == "application/problem+json"


async def test_htmx_gets_the_message_alone(client: Client) -> None:
    response = await client.get("/nowhere", headers=HTMX)

    page = await read(response)
    assert response.status_code == 404
    assert "Not Found" in page
    assert "<html" not in page
    assert "HX-Request" in response.headers["Vary"]


async def test_htmx_gets_the_whole_page_for_its_history(client: Client) -> None:
    headers = {**HTMX, "HX-History-Restore-Request": "true"}

    page = await read(await client.get("/nowhere", headers=headers))

    assert "<html" in page


async def test_a_form_from_another_site_is_refused_with_a_page(client: Client) -> None:
    response = await client.post("/logout", headers={"Origin": "https://evil.example"})

    assert response.status_code == 403
    assert "This request came from another site." in await read(response)


async def test_a_body_that_is_too_long_is_refused_with_a_page(client: Client) -> None:
    response = await client.post("/login", form={"email": "x" * 2_000_000})

    assert response.status_code == 413
    assert "<h1>" in await read(response)


async def test_a_fault_of_ours_is_a_page_with_a_request_id_and_no_more(app: Quart) -> None:
    @app.get("/fault")
    @public
    async def fail() -> str:
        raise RuntimeError("the secret detail")

    response = await app.test_client().get("/fault")

    page = await read(response)
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in page
    assert "secret detail" not in page


async def test_without_the_database_a_page_says_so(settings: Settings, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/app.db"
    app = create_app(settings.model_copy(update={"database_url": url}))

    async with app.test_app() as started:
        response = await started.test_client().post("/login", form=CREDENTIALS)

    assert response.status_code == 503
    assert "The database is away." in await read(response)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_path_that_leads_elsewhere_is_known(path: str) -> None:
    assert not is_local_path(path)


@pytest.mark.parametrize("path", ["/", "/account", "/a?b=c&d=//e", "/münchen", "/a b"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert is_local_path(path)


async def test_a_websocket_is_refused_without_a_page(client: Client) -> None:
    with pytest.raises(WebsocketResponseError) as refused:
        async with client.websocket("/nowhere") as websocket:
            await websocket.receive()

    assert refused.value.response.status_code == 404
    assert refused.value.response.content_type == "application/problem+json"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_keeps_to_the_content_security_policy(path: Path) -> None:
    text = path.read_text()

    for forbidden in ("<style", "style=", "<script>", "hx-on", "onclick", "javascript:", "http"):
        assert forbidden not in text.replace("htmx-config", "").replace("http-equiv", "")


def test_most_templates_fit_on_half_a_screen() -> None:
    assert median(len(path.read_text().splitlines()) for path in TEMPLATES) <= 30
