"""The color scheme: the system's, or the one that a person chose."""

from http.cookies import SimpleCookie

import pytest
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.config import Settings
from tests.pages.reading import HTMX, read


async def test_a_page_follows_the_system_until_somebody_chooses(client: Client) -> None:
    page = await read(await client.get("/"))

    assert '<html lang="en" data-scheme="system">' in page
    assert '<meta name="color-scheme" content="light dark">' in page
    assert page.count('name="theme-color"') == 2
    assert 'value="system" aria-pressed="true"' in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_was_chosen_is_on_every_page_from_then_on(client: Client, scheme: str) -> None:
    response = await client.post("/appearance", form={"scheme": scheme, "next": "/login?next=/a"})

    pages = [await read(await client.get(path)) for path in ("/login", "/nowhere")]
    assert response.status_code == 303
    assert response.headers["Location"] == "/login?next=/a"
    for page in pages:
        assert f'<html lang="en" data-scheme="{scheme}">' in page
        assert f'<meta name="color-scheme" content="{scheme}">' in page
        assert page.count('name="theme-color"') == 1
        assert f'value="{scheme}" aria-pressed="true"' in page


async def test_htmx_is_told_what_was_chosen_and_keeps_its_page(client: Client) -> None:
    response = await client.post("/appearance", form={"scheme": "dark"}, headers=HTMX)

    assert response.status_code == 204
    assert response.headers["HX-Trigger"] == '{"schemeChosen": "dark"}'
    assert 'data-scheme="dark"' in await read(await client.get("/"))


async def test_in_production_the_cookie_is_for_this_host_over_https_alone(
    settings: Settings,
) -> None:
    changes = {"app_env": "production", "base_url": "https://www.example.com"}
    app = create_app(settings.model_copy(update=changes))

    async with app.test_app():
        response = await app.test_client().post("/appearance", form={"scheme": "dark"})

    cookie = SimpleCookie(response.headers["Set-Cookie"])["__Host-scheme"]
    assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert int(cookie["max-age"]) > 300 * 24 * 3600


@pytest.mark.parametrize("form", [{}, {"scheme": "sepia"}, {"scheme": 'dark"><script>'}])
async def test_what_is_no_scheme_is_refused(client: Client, form: dict[str, str]) -> None:
    response = await client.post("/appearance", form=form)

    assert response.status_code == 400
    assert "Set-Cookie" not in response.headers


async def test_a_cookie_that_somebody_wrote_counts_for_nothing(client: Client) -> None:
    client.set_cookie("localhost", "scheme", "sepia")

    assert 'data-scheme="system"' in await read(await client.get("/"))


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example"])
async def test_nobody_is_sent_elsewhere(client: Client, path: str) -> None:
    response = await client.post("/appearance", form={"scheme": "dark", "next": path})

    assert response.headers["Location"] == "/"


async def test_an_answer_to_a_form_cannot_be_asked_for_again(client: Client) -> None:
    """So without JavaScript the switch would lose what the page says."""
    response = await client.post("/login", form={"email": "nobody"})

    assert 'hx-swap="none" hidden' in await read(response)
