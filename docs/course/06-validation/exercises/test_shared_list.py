from typing import Any

import pytest
import shared_list
from app import create_app
from app.config import Settings
from quart.typing import TestClientProtocol as Client


@pytest.fixture
def client(settings: Settings) -> Client:
    app = create_app(settings)
    shared_list.init_app(app)
    return app.test_client()


async def read(client: Client) -> dict[str, Any]:
    body: dict[str, Any] = await (await client.get("/api/shared-list")).get_json()
    return body


async def test_the_list_is_shown(client: Client) -> None:
    items = (await read(client))["items"]

    assert [(item["text"], item["done"]) for item in items] == [("Cake", True), ("Lemonade", False)]


async def test_the_list_has_only_what_everyone_may_know(client: Client) -> None:
    assert (await read(client)).keys() == {"title", "items"}


async def test_an_item_has_only_what_everyone_may_know(client: Client) -> None:
    for item in (await read(client))["items"]:
        assert item.keys() == {"text", "done"}


async def test_the_document_of_the_api_names_the_fields(client: Client) -> None:
    document = await (await client.get("/openapi.json")).get_json()

    answer = document["paths"]["/api/shared-list"]["get"]["responses"].get("200", {})
    assert "schema" in answer.get("content", {}).get("application/json", {})
