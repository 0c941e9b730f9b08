"""The client: its types are made from the description of the API."""

import json

import pytest
from quart import Quart

from app.frontend.document import DOCUMENT, describe_api


async def test_the_types_of_the_client_are_those_of_the_api(app: Quart) -> None:
    """If this fails, you have changed the API: run `make client`, and commit what it writes."""
    if not DOCUMENT.exists():
        pytest.skip("`make client` has not written it yet")

    assert json.loads(DOCUMENT.read_text(encoding="utf-8")) == await describe_api(app)


async def test_the_description_does_not_depend_on_settings(app: Quart) -> None:
    document = await describe_api(app)

    assert app.config["SETTINGS"].app_name not in document["info"].values()
    assert "/api/sessions/current" in document["paths"]
