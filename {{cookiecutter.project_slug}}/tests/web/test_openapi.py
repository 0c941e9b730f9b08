"""The OpenAPI document says what the API does."""

from typing import Any

import pytest
from openapi_spec_validator import validate
from quart.typing import TestClientProtocol as Client


@pytest.fixture
async def document(client: Client) -> dict[str, Any]:
    document: dict[str, Any] = await (await client.get("/openapi.json")).get_json()
    return document


async def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


async def test_it_holds_the_api_and_no_page(document: dict[str, Any]) -> None:
    paths = set(document["paths"])

    assert {"/api/users", "/api/sessions", "/livez", "/readyz"} <= paths
    assert all(path.startswith("/api/") or path in {"/livez", "/readyz"} for path in paths)


async def test_every_operation_says_how_it_can_fail(document: dict[str, Any]) -> None:
    register = document["paths"]["/api/users"]["post"]["responses"]
    show = document["paths"]["/api/users/me"]["get"]["responses"]

    assert {"202", "400", "403", "413", "415", "422", "429", "500", "503"} == set(register)
    assert {"200", "401", "429", "500", "503"} == set(show)
    assert list(register["422"]["content"]) == ["application/problem+json"]
    assert register["413"]["description"] == "Request Entity Too Large"


async def test_it_says_where_to_log_in(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["session"]["name"] == "auth"
    assert document["paths"]["/api/sessions"]["post"]["security"] == []
    assert "security" not in document["paths"]["/api/users/me"]["get"]


async def test_the_page_of_the_document_needs_no_other_host(client: Client) -> None:
    page = await (await client.get("/docs")).get_data(as_text=True)

    assert "swagger-ui-bundle." in page
    assert "http://" not in page
    assert "https://" not in page
