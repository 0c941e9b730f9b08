"""Who may use what: every route, by a stranger, a user and an admin."""

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import create_user, log_in
from tests.routes import fill_in
from tests.streams import read_start, read_websocket_status

# A new route for admins has to be added here, and `@admin_required` to it. Their pages are in one
# place, and need not be.
FOR_ADMINS = {("GET", "/api/users"), ("PATCH", "/api/users/<uuid:user_id>")}
PAGES_FOR_ADMINS = "/admin"


def list_routes(app: Quart) -> list[tuple[str, str]]:
    """Each that is not for everybody, with its methods."""
    routes = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "public", False) or rule.endpoint.endswith("static"):
            continue
        methods = {"WEBSOCKET"} if rule.websocket else set(rule.methods or ()) - {"HEAD", "OPTIONS"}
        routes += [(method, rule.rule) for method in sorted(methods)]
    return routes


async def ask(client: Client, method: str, rule: str) -> int:
    if method == "WEBSOCKET":
        return await read_websocket_status(client, fill_in(rule))
    return (await read_start(client, method, fill_in(rule))).status_code


async def test_a_stranger_may_use_nothing_that_is_not_public(app: Quart) -> None:
    answers = {route: await ask(app.test_client(), *route) for route in list_routes(app)}

    assert answers
    # A page sends them to the log-in page.
    assert {route: answer for route, answer in answers.items() if answer not in {401, 303}} == {}


@pytest.mark.parametrize("role", ["user", "admin"])
async def test_only_an_admin_may_use_what_is_for_admins(app: Quart, role: str) -> None:
    app.config["QUART_RATE_LIMITER_ENABLED"] = False
    refused = set()
    for number, route in enumerate(list_routes(app)):
        email = f"{number}@example.com"
        await create_user(app, email, role="admin" if role == "admin" else "user")
        if await ask(await log_in(app, email), *route) == 403:
            refused.add(route)

    # An empty body gives no password, so 403 can only mean the role.
    pages = {route for route in list_routes(app) if route[1].startswith(PAGES_FOR_ADMINS)}
    assert refused == (FOR_ADMINS | pages if role == "user" else set())


async def test_only_static_files_may_be_kept_by_browsers_and_proxies(
    app: Quart, client: Client, user_client: Client
) -> None:
    rules = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and not rule.endpoint.endswith("static")
        and not rule.websocket
    ]

    for rule in rules:
        for asking in (client, user_client):
            response = await read_start(asking, "GET", fill_in(rule))
            assert response.headers["Cache-Control"] == "no-store", rule
