"""Errors as pages, for people."""

import asyncio
import sys

import pytest
from markupsafe import escape
from quart import Quart, abort
from quart.testing import WebsocketResponseError
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import NotFound

from app.accounts.models import User
from app.config import Settings
from app.pages.error_pages import PAGE_MESSAGES
from app.web.security import public
from tests.constants import CREDENTIALS
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.pages.reading import HTMX, read


@pytest.fixture
def failing_app(app: Quart) -> Quart:
    """Answers with each status as it is asked to, in Werkzeug's own words."""

    @app.route("/fail/<int:status>", methods=["GET", "POST"])
    @public
    async def fail(status: int) -> str:
        abort(status)

    return app


async def test_each_status_has_words_for_people_and_a_way_on(failing_app: Quart) -> None:
    client = failing_app.test_client()
    for status, message in PAGE_MESSAGES.items():
        response = await client.get(f"/fail/{status}")

        page = await read(response)
        assert response.status_code == status
        assert f"<title>{escape(message.title)} · Test app</title>" in page
        assert f"<h1>{escape(message.title)}</h1>" in page
        assert escape(message.detail) in page
        assert 'class="button' in page.partition("<h1>")[2]


async def test_another_status_keeps_the_words_that_it_has(failing_app: Quart) -> None:
    response = await failing_app.test_client().get("/fail/410")

    page = await read(response)
    assert response.status_code == 410
    assert "<h1>Gone</h1>" in page


async def test_what_a_view_says_of_an_error_is_shown(app: Quart) -> None:
    @app.get("/fail")
    @public
    async def fail() -> str:
        raise NotFound("You have no such <note>.")

    page = await read(await app.test_client().get("/fail"))

    assert "You have no such &lt;note&gt;." in page
    assert escape(PAGE_MESSAGES[404].detail) not in page


async def test_who_is_too_fast_is_told_when_to_go_on(client: Client) -> None:
    for _ in range(11):
        response = await client.post("/login", form=CREDENTIALS)

    page = await read(response)
    assert response.status_code == 429
    assert f"Try again in {response.headers['Retry-After']} seconds." in page
    assert "reload this page" in page


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file where it is")
async def test_without_the_database_every_page_says_so_calmly(
    user: User,
    user_client: Client,
    client: Client,
    settings: Settings,
    databases: SqliteDatabases | PostgresDatabases,
) -> None:
    await asyncio.to_thread(databases.take_away, settings.database_url)
    shown = [
        await user_client.get(path) for path in ("/account?changed=profile", "/account/sessions")
    ]
    sent = await client.post("/login", form={**CREDENTIALS, "email": user.email})
    part = await user_client.post("/account/sessions/end-others", headers=HTMX)
    alive = await client.get("/")
    await asyncio.to_thread(databases.bring_back, settings.database_url)

    for response in (*shown, sent, part):
        page = await read(response)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert escape(PAGE_MESSAGES[503].title) in page
        assert "Error 500" not in page
    assert '<a class="button" href="/account?changed=profile">Try again</a>' in await read(shown[0])
    assert "reload this page" in await read(sent)
    assert "Your text is still here." in await read(part)
    assert alive.status_code == 200
    assert (await user_client.get("/account")).status_code == 200


async def test_an_unknown_path_is_a_page(client: Client) -> None:
    response = await client.get("/nowhere")

    assert response.status_code == 404
    assert response.content_type == "text/html; charset=utf-8"
    assert "<h1>Page not found</h1>" in await read(response)


async def test_a_wrong_method_is_a_page_and_names_the_right_ones(client: Client) -> None:
    response = await client.post("/")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "<h1>This page cannot be opened directly</h1>" in await read(response)


@pytest.mark.parametrize("path", ["/api/nowhere", "/livez", "/readyz", "/openapi.json"])
async def test_an_error_of_the_api_is_no_page(client: Client, path: str) -> None:
    response = await client.post(path)

    assert response.status_code in {404, 405}
    assert response.content_type == "application/problem+json"


async def test_htmx_gets_the_message_alone(client: Client) -> None:
    response = await client.get("/nowhere", headers=HTMX)

    page = await read(response)
    assert response.status_code == 404
    assert "Page not found" in page
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
    assert "<h1>That is too large</h1>" in await read(response)


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


async def test_a_websocket_is_refused_without_a_page(client: Client) -> None:
    with pytest.raises(WebsocketResponseError) as refused:
        async with client.websocket("/nowhere") as websocket:
            await websocket.receive()

    assert refused.value.response.status_code == 404
    assert refused.value.response.content_type == "application/problem+json"
