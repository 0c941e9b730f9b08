"""The tests that ask every route reach it, whatever parameters it has."""

from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app.web.security import public
from tests.routes import fill_in, list_rules

RULES = [
    "/probe/<uuid:first>/parts/<uuid:second>",
    "/probe/<slug>/comments/<int(min=3):number>",
    "/probe/<float:amount>/of/<any(apples, pears):kind>/<path:rest>",
]


@pytest.mark.parametrize("rule", RULES)
async def test_an_address_is_found_for_any_parameters(
    app: Quart, client: Client, rule: str
) -> None:
    @app.get(rule)
    @public
    async def show(**_parameters: Any) -> str:
        return "found"

    (path,) = [fill_in(each) for each in list_rules(app) if each.rule == rule]

    assert (await client.get(path)).status_code == 200
