"""Access: every route, asked by a stranger, a user and an admin."""

from itertools import count

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.routing import Rule

from app.accounts.models import Role
from tests.accounts.people import create_user, log_in
from tests.routes import Route, fill_in, list_routes, list_rules
from tests.streams import read_start, read_websocket_status


def list_guarded_rules(app: Quart) -> list[Rule]:
    """Return those that are not for everyone."""
    return [
        rule
        for rule in list_rules(app)
        if not getattr(app.view_functions[rule.endpoint], "public", False)
    ]


def list_routes_for_admins(app: Quart) -> set[Route]:
    """Return those that `@admin_required` marks. There are none if no feature has any."""
    return {
        route
        for rule in list_guarded_rules(app)
        if getattr(app.view_functions[rule.endpoint], "for_admins", False)
        for route in list_routes(rule)
    }


async def ask(client: Client, method: str, path: str) -> int:
    if method == "WEBSOCKET":
        return await read_websocket_status(client, path)
    return (await read_start(client, method, path)).status_code


async def test_a_stranger_may_use_nothing_that_is_not_public(app: Quart) -> None:
    answers = {
        route: await ask(app.test_client(), route.method, fill_in(rule))
        for rule in list_guarded_rules(app)
        for route in list_routes(rule)
    }

    assert answers
    # A page sends them to the login page.
    assert {route: answer for route, answer in answers.items() if answer not in {401, 303}} == {}


@pytest.mark.parametrize("role", ["user", "admin"])
async def test_only_an_admin_may_use_what_is_for_admins(app: Quart, role: Role) -> None:
    app.config["QUART_RATE_LIMITER_ENABLED"] = False
    refused = set()
    people = (await create_user(app, f"{number}@example.com", role=role) for number in count())
    client = await log_in(app, (await anext(people)).email)
    for rule in list_guarded_rules(app):
        for route in list_routes(rule):
            if await ask(client, route.method, fill_in(rule)) == 403:
                refused.add(route)
            if route.method != "GET":  # It may have ended the session, or deleted the person.
                client = await log_in(app, (await anext(people)).email)

    # An empty body gives no password, so 403 can only mean the role.
    assert refused == (list_routes_for_admins(app) if role == "user" else set())


async def test_only_static_files_may_be_kept_by_browsers_and_proxies(
    app: Quart, client: Client, user_client: Client
) -> None:
    rules = [
        rule for rule in list_rules(app) if "GET" in (rule.methods or set()) and not rule.websocket
    ]

    for rule in rules:
        answers = [
            await read_start(asking, "GET", fill_in(rule)) for asking in (client, user_client)
        ]
        tags = {answer.headers.get("ETag") for answer in answers}
        # Everyone gets the same page if the browser draws it, and asks for it again each time.
        is_for_everyone = len(tags) == 1 and tags != {None}
        allowed = {"no-store", "no-cache"} if is_for_everyone else {"no-store"}
        assert {answer.headers["Cache-Control"] for answer in answers} <= allowed, rule.rule
