"""Rules of this code base that no one has to remember, as they are checked here."""

from pathlib import Path
from statistics import median

import pytest
from quart import Quart
from quart_rate_limiter import QUART_RATE_LIMITER_EXEMPT_ATTRIBUTE, RateLimiter
from werkzeug.routing import Map, Rule

from app.config import PROJECT_FOLDER
from tests.routes import fill_in
from tests.streams import read_websocket_status

MODULES = sorted((PROJECT_FOLDER / "app").rglob("*.py"))


def list_rules(app: Quart) -> list[Rule]:
    """Every route but Quart's own for static files, which are for everybody."""
    return [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]


async def test_every_route_states_who_may_use_it(app: Quart) -> None:
    undecided = []
    for rule in list_rules(app):
        if getattr(app.view_functions[rule.endpoint], "public", False):
            continue
        path = fill_in(rule.rule)
        if rule.websocket:
            if await read_websocket_status(app.test_client(), path) != 401:
                undecided.append(rule.rule)
            continue
        method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        response = await app.test_client().open(path, method=method, json={})
        if response.status_code != 401 and "/login" not in response.headers.get("Location", ""):
            undecided.append(rule.rule)

    assert undecided == [], "add @login_required, or @public"


@pytest.mark.parametrize(
    "text",
    [
        "/articles/<slug>/comments/<int:comment_id>",
        "/<any(open, done):state>/<float:price>/<path:folder>",
        "/<string(minlength=2):language>-<uuid:page>",
    ],
)
def test_these_tests_can_ask_a_route_with_several_parameters(text: str) -> None:
    rule = Rule(text, endpoint="shown")

    _, values = Map([rule]).bind("localhost").match(fill_in(text))

    assert set(values) == rule.arguments


async def test_every_route_has_a_rate_limit_unless_it_says_otherwise(app: Quart) -> None:
    hooks = app.before_request_funcs[None]
    owners = [getattr(hook, "__self__", None) for hook in hooks]
    (limiter,) = [owner for owner in owners if isinstance(owner, RateLimiter)]

    for rule in list_rules(app):
        view = app.view_functions[rule.endpoint]
        exempt = getattr(view, QUART_RATE_LIMITER_EXEMPT_ATTRIBUTE, False)
        assert exempt or limiter._get_limits_for_view_function(view, None), rule


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT_FOLDER)))
def test_modules_are_short_and_say_what_they_are_for(path: Path) -> None:
    lines = path.read_text().splitlines()

    assert len(lines) <= 250
    assert lines[0].startswith('"""')


def test_most_modules_fit_on_a_screen() -> None:
    assert median(len(path.read_text().splitlines()) for path in MODULES) <= 80
