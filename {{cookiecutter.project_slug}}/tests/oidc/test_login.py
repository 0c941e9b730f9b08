"""Log in at a provider: a new account, the same one again, and one that exists already."""

from urllib.parse import parse_qs, urlsplit

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.accounts.models import User
from app.db import connect
from app.oidc.login import find_verified_email
from app.web.hosts import is_local_path
from tests.accounts.people import create_user, disable, is_logged_in, log_in, read_mail
from tests.constants import CREDENTIALS, EMAIL, PASSWORD
from tests.oidc.logins import START, consent, go_to_provider, log_in_there
from tests.oidc.provider import Provider


async def find_account(client: Client) -> tuple[str, str]:
    user = await (await client.get("/api/users/me")).get_json()
    return user["id"], user["email"]


async def test_the_app_asks_with_everything_that_protects_a_login(client: Client) -> None:
    address = await go_to_provider(client)

    query = parse_qs(urlsplit(address).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["response_type"] == ["code"]
    assert query["scope"] == ["openid email"]
    assert query["redirect_uri"] == ["http://127.0.0.1:8000/login/oidc/mock/callback"]
    assert all(len(query[name][0]) == 43 for name in ("state", "nonce", "code_challenge"))


async def test_a_first_login_creates_an_account_without_a_password(app: Quart) -> None:
    first, second = app.test_client(), app.test_client()

    response = await log_in_there(first, path=f"{START}?next=/account")
    await log_in_there(second)

    assert response.status_code == 303
    assert response.headers["Location"] == "/account"
    assert await find_account(first) == await find_account(second)
    async with app.app_context(), connect() as connection:
        rows = await connection.fetch_all("SELECT email, password_hash FROM users")
    assert [dict(row) for row in rows] == [{"email": EMAIL, "password_hash": None}]


async def test_a_login_leads_to_no_other_site(client: Client) -> None:
    response = await log_in_there(client, path=f"{START}?next=//evil.example")

    assert is_local_path(response.headers["Location"])


@pytest.mark.parametrize("subject", ["bob", "nobody"])
async def test_without_a_verified_address_there_is_no_account(
    client: Client, app: Quart, subject: str
) -> None:
    response = await log_in_there(client, subject)

    assert response.status_code == 400
    assert not await is_logged_in(client)
    assert await read_mail(app) == []


@pytest.mark.parametrize("subject", ["ada", "eve"])
async def test_an_existing_account_is_linked_only_by_its_owner(
    app: Quart, user: User, subject: str
) -> None:
    client = app.test_client()

    response = await log_in_there(client, subject)
    early = await client.post("/api/oidc/identities")
    owner = await log_in_with_cookies_of(client)
    linked = await owner.post("/api/oidc/identities")
    again = app.test_client()
    await log_in_there(again, subject)

    assert response.status_code in {303, 409}
    assert early.status_code == 401
    assert linked.status_code == 201
    assert (await find_account(again))[0] == user.id
    assert "A login was linked" in (await read_mail(app))[0][1]


async def log_in_with_cookies_of(client: Client) -> Client:
    response = await client.post("/api/sessions", json=CREDENTIALS)
    assert response.status_code == 201
    return client


async def test_nobody_else_links_what_was_offered_to_the_owner_of_the_address(
    app: Quart, user: User
) -> None:
    await create_user(app, "bob@example.com")
    client = app.test_client()
    await log_in_there(client)
    await client.post("/api/sessions", json={"email": "bob@example.com", "password": PASSWORD})

    response = await client.post("/api/oidc/identities")

    assert response.status_code in {303, 400}
    assert (await (await client.get("/api/oidc/identities")).get_json())["items"] == []


async def test_a_person_links_an_account_whose_address_is_another_one(
    app: Quart, user_client: Client, user: User
) -> None:
    path = "/login/oidc/mock/link?next=/account/oidc/link"

    response = await log_in_there(user_client, "bob", path)
    offer = await user_client.get("/api/oidc/identities/offer")
    linked = await user_client.post("/api/oidc/identities")
    gone = await user_client.get("/api/oidc/identities/offer")
    replayed = await user_client.post("/api/oidc/identities")
    again = app.test_client()
    await log_in_there(again, "bob")

    assert response.headers["Location"] == "/account/oidc/link"
    assert await offer.get_json() == {"provider": "Mock", "email": ""}
    assert (await linked.get_json())["provider"] == "Mock"
    assert (linked.status_code, gone.status_code, replayed.status_code) == (201, 400, 400)
    assert await find_account(again) == (user.id, user.email)


async def test_an_identity_of_another_person_is_not_linked(app: Quart) -> None:
    await log_in_there(app.test_client())
    await create_user(app, "bob@example.com")
    bob = await log_in(app, "bob@example.com")

    await log_in_there(bob, "ada", "/login/oidc/mock/link")
    response = await bob.post("/api/oidc/identities")

    assert response.status_code == 409


async def test_a_link_that_another_person_began_is_refused(app: Quart, user_client: Client) -> None:
    back = await consent(await go_to_provider(user_client, "/login/oidc/mock/link"), "bob")
    await user_client.delete("/api/sessions/current")

    response = await user_client.get(back)

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("issuer", "claims", "email"),
    [
        ("https://id.example.com", {"email_verified": True}, EMAIL),
        ("https://id.example.com", {"email_verified": "true"}, EMAIL),
        ("https://id.example.com", {"email_verified": False}, ""),
        ("https://id.example.com", {"xms_edov": True}, ""),
        ("https://login.microsoftonline.com/1234/v2.0", {}, ""),
        ("https://login.microsoftonline.com/1234/v2.0", {"xms_edov": True}, EMAIL),
        ("https://login.microsoftonline.us/1234/v2.0", {"xms_edov": "1"}, EMAIL),
        ("https://login.microsoftonline.com.evil.example", {"xms_edov": True}, ""),
    ],
)
def test_only_entra_verifies_an_address_in_a_claim_of_its_own(
    issuer: str, claims: dict[str, object], email: str
) -> None:
    assert find_verified_email(issuer, {"email": EMAIL, **claims}) == email


async def test_a_disabled_person_cannot_log_in(app: Quart) -> None:
    client = app.test_client()
    await log_in_there(client)
    await disable(app)

    response = await log_in_there(app.test_client())

    assert response.status_code == 400


async def test_the_claims_that_the_token_lacks_are_asked_for(
    client: Client, provider: Provider
) -> None:
    provider.change = lambda claims: {
        name: value for name, value in claims.items() if not name.startswith("email")
    }

    await log_in_there(client)

    assert (await find_account(client))[1] == EMAIL
    assert "/userinfo" in provider.asked
