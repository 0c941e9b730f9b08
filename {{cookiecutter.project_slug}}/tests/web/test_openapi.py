"""The OpenAPI document says what the API does."""

from typing import Any

import pytest
from openapi_spec_validator import validate
from quart import Blueprint, Quart
from quart.typing import TestClientProtocol as Client

from app.web.security import public


@pytest.fixture
async def document(client: Client) -> dict[str, Any]:
    document: dict[str, Any] = await (await client.get("/openapi.json")).get_json()
    return document


async def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


async def test_views_of_two_blueprints_may_have_the_same_name(app: Quart, client: Client) -> None:
    for name in ("shops", "stores"):
        blueprint = Blueprint(name, __name__, url_prefix=f"/api/{name}")

        @blueprint.get("")
        @public
        async def show_place() -> str:
            """Show a place."""
            return ""

        app.register_blueprint(blueprint)

    document = await (await client.get("/openapi.json")).get_json()

    validate(document)
    ids = [document["paths"][f"/api/{name}"]["get"]["operationId"] for name in ("shops", "stores")]
    assert ids == ["get_show_place", "get_stores_show_place"]


async def test_it_is_made_once(app: Quart, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = app.extensions["QUART_SCHEMA"].openapi_provider
    first = await client.get("/openapi.json")
    monkeypatch.setattr(provider, "schema", lambda: pytest.fail("it was made again"))

    again = await client.get("/openapi.json")
    page = await client.get("/docs")

    assert page.status_code == 200
    assert again.content_type == "application/json"
    assert await again.get_data() == await first.get_data()


async def test_it_holds_the_api_and_no_page(document: dict[str, Any]) -> None:
    paths = set(document["paths"])

    health = {"/livez", "/readyz", "/readyz/server"}
    assert {"/api/users", "/api/sessions", *health} <= paths
    assert all(path.startswith("/api/") or path in health for path in paths)


async def test_readers_meet_the_features_first(document: dict[str, Any]) -> None:
    # Pages that a browser draws have to know the app itself first of all.
    paths = [path for path in document["paths"] if path != "/api/app"]
    tags = [
        operation["tags"][0] for path in paths for operation in document["paths"][path].values()
    ]

    assert paths[:2] == ["/api/users", "/api/users/confirm"]
    assert tags[0] == "Accounts"
    assert tags[-1] == "Health"


@pytest.mark.parametrize(
    ("rule", "path", "types"),
    [
        (
            "/api/articles/<slug>/comments/<int:comment_id>",
            "/api/articles/{slug}/comments/{comment_id}",
            {"slug": "string", "comment_id": "integer"},
        ),
        (
            "/api/files/<float:version>/<name>/<uuid:part>/<path:folder>",
            "/api/files/{version}/{name}/{part}/{folder}",
            {"version": "number", "name": "string", "part": "string", "folder": "string"},
        ),
        (
            "/api/<string(length=2):language>/<year>-<int(fixed_digits=2):month>/<any('a:b'):kind>",
            "/api/{language}/{year}-{month}/{kind}",
            {"language": "string", "year": "string", "month": "integer", "kind": None},
        ),
    ],
)
async def test_a_path_may_have_several_parameters(
    app: Quart, client: Client, rule: str, path: str, types: dict[str, str | None]
) -> None:
    @app.get(rule)
    @public
    async def show(**_: object) -> str:
        """Show what the path names."""
        return ""

    document: dict[str, Any] = await (await client.get("/openapi.json")).get_json()

    validate(document)
    parameters = document["paths"][path]["get"]["parameters"]
    assert {each["name"]: each["schema"].get("type") for each in parameters} == types


async def test_every_operation_says_how_it_can_fail(document: dict[str, Any]) -> None:
    register = document["paths"]["/api/users"]["post"]["responses"]
    show = document["paths"]["/api/users/me"]["get"]["responses"]

    assert {"201", "202", "400", "403", "413", "415", "422", "429", "500", "503"} == set(register)
    # A feature may add ways to log in that are refused with 403.
    assert {"200", "401", "429", "500", "503"} == set(show) - {"403"}
    assert list(register["422"]["content"]) == ["application/problem+json"]
    assert register["413"]["description"] == "Request Entity Too Large"


async def test_it_says_where_to_log_in(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["session"]["name"] == "auth"
    assert document["paths"]["/api/sessions"]["post"]["security"] == []
    assert "security" not in document["paths"]["/api/users/me"]["get"]
