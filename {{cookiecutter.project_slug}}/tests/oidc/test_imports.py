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


def test_without_a_provider_there_are_no_routes(settings: Settings, app: Quart) -> None:
    without = create_app(settings.model_copy(update={"variables": {}}))

    assert [rule for rule in without.url_map.iter_rules() if "oidc" in rule.rule] == []
    assert [rule for rule in app.url_map.iter_rules() if "oidc" in rule.rule]
    assert "oidc" not in without.extensions["FACTORS"]
