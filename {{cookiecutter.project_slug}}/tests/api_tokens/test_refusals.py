"""Requests for which a token is refused."""

from typing import Any

import pytest
from quart import Quart
from quart.testing.connections import WebsocketResponseError
from quart.typing import TestClientProtocol as Client
from quart_auth import login_required

from app.accounts.callers import FOR_SESSIONS
from app.accounts.sessions import current_user
from app.web.schemes import is_session_only, scope, session_only
from app.web.security import public
from tests.accounts.people import create_user, disable, log_in
from tests.api_tokens.bearers import ME, ask, create_header
from tests.routes import fill_in, list_routes, list_rules
from tests.streams import read_start

# A route with one of these, or on one blueprint with such a route, is about how people log in.
MARKS = ("for_admins", "for_fresh_logins")


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [(["read"], [200, 403]), (["write"], [403, 200]), (["read", "write"], [200, 200])],
)
async def test_a_token_needs_the_scope_of_the_request(
    client: Client, user_client: Client, scopes: list[str], statuses: list[int]
) -> None:
    headers = await create_header(user_client, scopes)

    assert [await ask(client, headers, method) for method in ("GET", "PATCH")] == statuses


async def test_a_refusal_names_the_scope(client: Client, user_client: Client) -> None:
    headers = await create_header(user_client, ["read"])

    response = await client.patch(ME, headers=headers, json={})

    challenge = response.headers["WWW-Authenticate"]
    assert challenge == "Bearer error=insufficient_scope, scope=write"
    assert '"write"' in (await response.get_json())["detail"]


async def test_a_view_may_need_another_scope(
    app: Quart, client: Client, user_client: Client
) -> None:
    @app.post("/api/search")
    @login_required
    @scope("read")
    async def search() -> dict[str, str]:
        return {}

    @app.get("/api/everyone")
    @public
    async def show() -> dict[str, str]:
        return {}

    read, write = [await create_header(user_client, [name]) for name in ("read", "write")]

    assert await ask(client, read, "POST", "/api/search") == 200
    assert await ask(client, write, "POST", "/api/search") == 403
    assert await ask(client, write, "GET", "/api/everyone") == 200


async def test_a_view_may_refuse_tokens(app: Quart, client: Client, user_client: Client) -> None:
    @app.get("/api/keys")
    @session_only
    @login_required
    async def show() -> dict[str, str]:
        return {}

    headers = await create_header(user_client)

    response = await client.get("/api/keys", headers=headers)

    assert response.status_code == 403
    assert (await response.get_json())["detail"] == FOR_SESSIONS
    assert (await user_client.get("/api/keys")).status_code == 200


def list_sensitive(app: Quart) -> set[str]:
    """Return the endpoints that are marked, or stand on one blueprint with such a one."""
    marked = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if any(getattr(view, mark, False) for mark in MARKS)
    }
    near = {endpoint.rpartition(".")[0] for endpoint in marked}
    return {
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint in marked
        or (endpoint.rpartition(".")[0] in near and not hasattr(view, "scope"))
    }


async def test_no_token_of_an_admin_changes_how_people_log_in(app: Quart) -> None:
    """A public view refuses it too, such as the login."""
    app.config["QUART_RATE_LIMITER_ENABLED"] = False
    await create_user(app, role="admin")
    headers = await create_header(await log_in(app))
    sensitive = list_sensitive(app)
    answers: dict[Any, int] = {}
    open_to_tokens = set()
    for rule in list_rules(app):
        if not rule.rule.startswith("/api/") or rule.websocket:
            continue
        for route in list_routes(rule):
            blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
            if not is_session_only(app.view_functions[rule.endpoint], blueprint):
                open_to_tokens.add(rule.endpoint)
            if rule.endpoint in sensitive:
                answers[route] = await ask(app.test_client(), headers, route.method, fill_in(rule))

    assert answers
    assert {route: status for route, status in answers.items() if status != 403} == {}
    assert {"accounts_api.show_user", "accounts_api.update_user"} <= open_to_tokens
    assert {name for name in open_to_tokens if name.startswith("accounts_api.")} == {
        "accounts_api.show_user",
        "accounts_api.update_user",
    }


async def test_the_token_of_an_admin_is_no_admin(app: Quart, client: Client) -> None:
    @app.get("/api/role")
    @login_required
    async def show() -> dict[str, bool]:
        return {"is_admin": current_user.is_admin}

    await create_user(app, role="admin")
    headers = await create_header(await log_in(app))

    response = await client.get("/api/role", headers=headers)

    assert await response.get_json() == {"is_admin": False}


async def test_a_token_opens_no_page(client: Client, user_client: Client) -> None:
    headers = await create_header(user_client)

    assert await ask(client, headers, path="/account") in {303, 404}


async def test_a_token_opens_no_websocket(app: Quart, user_client: Client) -> None:
    headers = await create_header(user_client)

    @app.websocket("/api/echo")
    @login_required
    async def echo() -> None: ...

    with pytest.raises(WebsocketResponseError) as refused:
        async with app.test_client().websocket("/api/echo", headers=headers) as connection:
            await connection.receive()

    assert refused.value.response.status_code == 401


async def test_the_token_of_a_disabled_person_does_nothing(
    app: Quart, client: Client, user_client: Client
) -> None:
    headers = await create_header(user_client)
    await disable(app)

    assert await ask(client, headers) == 401


async def test_an_unknown_route_is_still_unknown(client: Client, user_client: Client) -> None:
    headers = await create_header(user_client)

    assert (await read_start(client, "GET", "/api/nothing")).status_code == 404
    assert await ask(client, headers, path="/api/nothing") == 404
