"""Without its setting, the feature costs nothing."""

import pytest
from quart import Quart

from app import create_app
from app.config import Settings
from tests.imports import list_imports


@pytest.mark.slow
def test_without_a_provider_nothing_is_imported(settings: Settings) -> None:
    imports = list_imports(settings.model_copy(update={"variables": {}}))

    assert imports & {"httpx2", "joserfc"} == set()


async def test_without_a_provider_the_api_says_so(settings: Settings, app: Quart) -> None:
    without = create_app(settings.model_copy(update={"variables": {}}))

    answer = await without.test_client().get("/api/oidc/providers")

    assert await answer.get_json() == {"items": []}
    assert {path for path in list_paths(without) if not path.startswith("/api/")} == set()
    assert {path for path in list_paths(app) if not path.startswith("/api/")}
    assert "oidc" not in without.extensions["FACTORS"]


def list_paths(app: Quart) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if "oidc" in rule.rule}
