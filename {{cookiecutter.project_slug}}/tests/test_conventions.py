"""Rules of this code base that no one has to remember, as they are checked here."""

from pathlib import Path
from statistics import median

import pytest
from quart import Quart, Response
from quart_rate_limiter import QUART_RATE_LIMITER_EXEMPT_ATTRIBUTE, RateLimiter

from app import create_app
from app.config import PROJECT_FOLDER, Settings
from tests.routes import fill_in, list_routes, list_rules
from tests.streams import read_websocket_status

FRIEND = "https://friend.example"
MODULES = sorted((PROJECT_FOLDER / "app").rglob("*.py"))


async def test_every_route_states_who_may_use_it(app: Quart) -> None:
    undecided = []
    for rule in list_rules(app):
        if getattr(app.view_functions[rule.endpoint], "public", False):
            continue
        path = fill_in(rule)
        if rule.websocket:
            if await read_websocket_status(app.test_client(), path) != 401:
                undecided.append(rule.rule)
            continue
        method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        response = await app.test_client().open(path, method=method, json={})
        if response.status_code != 401 and "/login" not in response.headers.get("Location", ""):
            undecided.append(rule.rule)

    assert undecided == [], "add @login_required, or @public"


async def test_every_route_has_a_rate_limit_unless_it_says_otherwise(app: Quart) -> None:
    hooks = app.before_request_funcs[None]
    owners = [getattr(hook, "__self__", None) for hook in hooks]
    (limiter,) = [owner for owner in owners if isinstance(owner, RateLimiter)]

    for rule in list_rules(app):
        view = app.view_functions[rule.endpoint]
        exempt = getattr(view, QUART_RATE_LIMITER_EXEMPT_ATTRIBUTE, False)
        assert exempt or limiter._get_limits_for_view_function(view, None), rule


async def test_every_route_of_the_api_answers_the_preflight_of_a_listed_origin(
    settings: Settings,
) -> None:
    app = create_app(settings.model_copy(update={"cors_origins": [FRIEND]}))
    asked = {"Origin": FRIEND, "Access-Control-Request-Headers": "authorization, content-type"}
    async with app.test_app():
        for rule in list_rules(app):
            if not rule.rule.startswith("/api/") or rule.websocket:
                continue
            # A blueprint that takes no cookie may have a policy of its own.
            blueprint = rule.endpoint.rpartition(".")[0]
            origins = {FRIEND, "*"} if blueprint in app.extensions.get("SCHEMES", {}) else {FRIEND}
            for method, _ in list_routes(rule):
                headers = {**asked, "Access-Control-Request-Method": method}
                response = await app.test_client().options(fill_in(rule), headers=headers)

                place = f"{method} {rule.rule}"
                allowed = split_header(response, "Access-Control-Allow-Headers")
                assert response.status_code == 200, place
                assert response.headers["Access-Control-Allow-Origin"] in origins, place
                assert allowed == {"authorization", "content-type"}, place
                assert method.lower() in split_header(response, "Access-Control-Allow-Methods")


def split_header(response: Response, name: str) -> set[str]:
    return set(response.headers[name].lower().split(", "))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT_FOLDER)))
def test_modules_are_short_and_say_what_they_are_for(path: Path) -> None:
    lines = path.read_text().splitlines()

    assert len(lines) <= 250
    assert lines[0].startswith('"""')


def test_most_modules_fit_on_a_screen() -> None:
    assert median(len(path.read_text().splitlines()) for path in MODULES) <= 100
