"""Coming back to pages that are drawn in the browser, after a login that did not work."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from quart import Quart, Response
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import Unauthorized

from app.accounts.login import add_login_check
from app.accounts.models import User
from tests.accounts.people import make_stale
from tests.oidc.logins import START, consent, go_to_provider, log_in_there

FOR_PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def come_back(client: Client, subject: str, path: str = START) -> Response:
    """Return the answer of the app to the browser that comes back from the provider."""
    back = await consent(await go_to_provider(client, path), subject)
    return await client.get(back, headers=FOR_PAGE)


async def read_refusal(client: Client) -> str:
    answer = await client.get("/api/oidc/refusal")
    return str((await answer.get_json())["detail"])


def read_page(response: Response) -> tuple[str, dict[str, Any]]:
    assert response.status_code == 303
    page = urlsplit(response.headers["Location"])
    return page.path, dict(parse_qsl(page.query))


async def test_a_refusal_is_said_on_the_login_page(client: Client) -> None:
    before = await read_refusal(client)

    response = await come_back(client, "bob", f"{START}?next=/account/data")

    assert read_page(response) == ("/login", {"told": "refused", "next": "/account/data"})
    assert before == ""
    assert "has not told us an email address that it has verified" in await read_refusal(client)


async def test_a_provider_that_is_away_is_said_too(client: Client) -> None:
    response = await client.get("/login/oidc/far-away?next=/account", headers=FOR_PAGE)

    assert read_page(response) == ("/login", {"told": "refused", "next": "/account"})
    assert "Far Away does not answer as it should." in await read_refusal(client)


async def test_a_person_who_is_logged_in_reads_it_on_the_security_page(user_client: Client) -> None:
    response = await user_client.get("/login/oidc/far-away/link", headers=FOR_PAGE)

    assert read_page(response) == ("/account/security", {"told": "refused"})


async def test_the_owner_of_the_address_logs_in_and_then_links(client: Client, user: User) -> None:
    response = await come_back(client, "ada")

    query = {"told": "note", "next": "/account/oidc/link"}
    assert read_page(response) == ("/login", query)
    assert "You already have an account" in await read_refusal(client)


async def test_a_stale_login_is_confirmed_first(app: Quart, user_client: Client) -> None:
    await make_stale(app)

    response = await user_client.get("/login/oidc/mock/link", headers=FOR_PAGE)

    assert read_page(response) == ("/account/confirm", {"next": "/account/security"})


@pytest.mark.parametrize(
    ("kind", "page", "query"),
    [
        ("/problems/word-required", "/oidc/step", {"type": "/problems/word-required"}),
        ("about:blank", "/login", {"told": "refused"}),
    ],
)
async def test_a_login_check_that_needs_more_has_a_page(
    app: Quart, client: Client, kind: str, page: str, query: dict[str, str]
) -> None:
    class WordRequired(Unauthorized):
        description = "Say the word of the day."
        problem_type = kind

    async def require_word(user: User, password_hash: str | None, code: str) -> None:
        raise WordRequired

    await log_in_there(client)
    await client.delete("/api/sessions/current")
    add_login_check(app, require_word)
    path = await log_in_there(client, path=f"{START}?next=/account")

    response = await client.get(path.headers["Location"], headers=FOR_PAGE)

    assert read_page(response) == (page, {**query, "next": "/account"})
    assert await read_refusal(client) == "Say the word of the day."


async def test_a_program_gets_problem_details(client: Client) -> None:
    response = await client.get("/login/oidc/far-away")

    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
