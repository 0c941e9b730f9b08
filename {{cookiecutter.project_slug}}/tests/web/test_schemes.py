"""Schemes of the header `Authorization`, one for the whole API and one for a blueprint."""

from typing import Any

import pytest
from openapi_spec_validator import validate
from quart import Blueprint, Quart
from quart.typing import TestClientProtocol as Client
from quart_auth import login_required
from quart_cors import cors
from quart_schema import HttpSecurityScheme
from quart_schema.openapi import APIKeySecurityScheme

from app.accounts.callers import Grant
from app.accounts.models import User
from app.accounts.sessions import current_user
from app.web.schemes import Scheme, add_scheme
from app.web.security import public

OTHER_SITE = {"Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"}
# A partner's API, which its own clients use from any site.
PARTNER = "/api/partner/person"


@pytest.fixture
def app(app: Quart, user: User) -> Quart:
    """Add a scheme for the API, and another one for a blueprint."""

    async def read_badge(text: str) -> Grant | None:
        return Grant(user, frozenset({"read", "write"})) if text == "blue" else None

    async def read_jwt(text: str) -> Grant | None:
        return Grant(user, frozenset({"read"})) if text == "a.b.c" else None

    blueprint = Blueprint("partner_api", __name__, url_prefix="/api/partner")

    @blueprint.get("/person")
    @blueprint.post("/person")
    @login_required
    async def show_person() -> dict[str, str]:
        """Show who you are."""
        return {"email": current_user.user.email}

    @blueprint.post("/login")
    @public
    async def log_in() -> dict[str, str]:
        """Log in."""
        return {"token": "a.b.c"}

    cors(blueprint, allow_origin="*", allow_headers=["Authorization", "Content-Type"])
    jwt = APIKeySecurityScheme(in_="header", name="Authorization")
    add_scheme(app, "badge", Scheme("Badge", read_badge, HttpSecurityScheme("badge")))
    add_scheme(app, "jwt", Scheme("Token", read_jwt, jwt), blueprint)
    app.register_blueprint(blueprint)
    return app


async def ask(
    client: Client, path: str, header: str = "", method: str = "GET", **others: str
) -> int:
    headers = {"Authorization": header, **others} if header else others
    response = await client.open(path, method=method, headers=headers, json=None)
    return int(response.status_code)


async def test_each_part_of_the_api_takes_its_own_scheme(client: Client) -> None:
    assert await ask(client, "/api/users/me", "Badge blue") == 200
    assert await ask(client, "/api/users/me", "Token a.b.c") == 401
    assert await ask(client, PARTNER, "Token a.b.c") == 200
    assert await ask(client, PARTNER, "token a.b.c") == 200
    assert await ask(client, PARTNER, "Badge blue") == 401


async def test_a_refusal_names_the_scheme(client: Client) -> None:
    wrong = await client.get(PARTNER, headers={"Authorization": "Token x"})
    small = await client.post(PARTNER, headers={"Authorization": "Token a.b.c"})

    assert wrong.headers["WWW-Authenticate"] == "Token error=invalid_token"
    assert (wrong.status_code, small.status_code) == (401, 403)


async def test_a_blueprint_with_its_own_scheme_takes_no_cookie(user_client: Client) -> None:
    """So nothing is lost if another site sends one along."""
    assert await ask(user_client, "/api/users/me") == 200
    assert await ask(user_client, PARTNER) == 401
    assert await ask(user_client, PARTNER, method="POST", **OTHER_SITE) == 401


async def test_any_site_may_use_it_without_credentials(client: Client) -> None:
    asked = {
        "Origin": OTHER_SITE["Origin"],
        "Access-Control-Request-Headers": "authorization",
        "Access-Control-Request-Method": "POST",
    }
    allowed = await client.options(PARTNER, headers=asked)
    login = await client.post("/api/partner/login", headers=OTHER_SITE)
    refused = await client.get(PARTNER, headers=OTHER_SITE)

    assert allowed.headers["Access-Control-Allow-Headers"].lower() == "authorization"
    assert login.status_code == 200
    assert refused.status_code == 401
    for response in (allowed, login, refused):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers


async def test_the_rest_of_the_api_is_not_opened_by_it(user_client: Client) -> None:
    response = await user_client.patch("/api/users/me", headers=OTHER_SITE, json={"name": "Eve"})

    assert response.status_code == 403
    assert "Access-Control-Allow-Origin" not in response.headers


async def test_the_document_says_which_scheme_each_route_takes(client: Client) -> None:
    document: dict[str, Any] = await (await client.get("/openapi.json")).get_json()

    validate(document)
    assert {"session", "badge", "jwt"} <= set(document["components"]["securitySchemes"])
    assert {"badge": []} in document["security"]
    assert {"jwt": []} not in document["security"]
    assert document["paths"][PARTNER]["get"]["security"] == [{"jwt": []}]
    assert document["paths"]["/api/partner/login"]["post"]["security"] == []


async def test_a_request_without_the_header_looks_nothing_up(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.accounts.callers.TokenUser._load", pytest.fail)

    assert await ask(client, "/livez") == 200
    assert await ask(client, "/livez", "Badge blue") == 200
