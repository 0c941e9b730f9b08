"""A blueprint answers its errors in a format of its own, and the rest of the app in problems."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from msgspec import Struct
from openapi_spec_validator import validate
from pydantic import BaseModel
from quart import Blueprint, Quart
from quart.typing import TestClientProtocol as Client
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import validate_request, validate_response
from werkzeug.exceptions import NotFound

from app import create_app
from app.config import Settings
from app.web.error_formats import ErrorFormat, set_error_format
from app.web.errors import Problem
from app.web.security import public

ORDERS = "/api/orders"


class OrderData(BaseModel, extra="forbid"):
    """The number of things to order."""

    count: int


class Order(Struct):
    """An order."""

    count: int


class OrderErrors(Struct):
    """The reasons why a request failed, by field."""

    errors: dict[str, list[str]]


def build_errors(problem: Problem) -> OrderErrors:
    return OrderErrors(
        {line.field: [line.message] for line in problem.errors or []} or {"body": [problem.detail]}
    )


def create_blueprint() -> Blueprint:
    blueprint = Blueprint("orders_api", __name__, url_prefix=ORDERS)

    @blueprint.post("")
    @public
    @rate_limit(10, timedelta(minutes=1))
    @validate_request(OrderData)
    @validate_response(Order, 201)
    async def create_order(data: OrderData) -> tuple[Order, int]:
        return Order(100 // data.count), 201

    @blueprint.get("/<order_id>")
    @login_required
    @validate_response(Order)
    async def show_order(order_id: str) -> Order:
        raise NotFound("You have no such order.")

    return blueprint


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[Quart]:
    app = create_app(settings)
    blueprint = create_blueprint()
    app.register_blueprint(blueprint)
    set_error_format(app, blueprint, ErrorFormat(OrderErrors, build_errors))
    async with app.test_app():
        yield app


async def read_errors(response: Any, status: int) -> dict[str, list[str]]:
    assert response.status_code == status
    assert response.content_type == "application/json"
    errors: dict[str, list[str]] = (await response.get_json())["errors"]
    return errors


async def test_every_bad_field_is_named(client: Client) -> None:
    response = await client.post(ORDERS, json={"count": "many", "color": "red"})

    assert set(await read_errors(response, 422)) == {"count", "color"}


async def test_a_view_raises_what_all_others_raise(client: Client, user_client: Client) -> None:
    assert await read_errors(await client.get(f"{ORDERS}/1"), 401) == {"body": ["Log in first."]}
    response = await user_client.get(f"{ORDERS}/1")
    assert await read_errors(response, 404) == {"body": ["You have no such order."]}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/1/2", 404), ("delete", "", 405), ("delete", "/1", 405)],
)
async def test_a_path_or_method_without_a_view_has_the_format_too(
    client: Client, method: str, path: str, status: int
) -> None:
    response = await getattr(client, method)(f"{ORDERS}{path}")

    assert "body" in await read_errors(response, status)
    assert ("Allow" in response.headers) is (status == 405)


async def test_what_is_refused_before_the_view_has_the_format_too(
    app: Quart, client: Client
) -> None:
    large = b" " * (app.config["MAX_CONTENT_LENGTH"] + 1)
    as_json = {"Content-Type": "application/json"}
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}

    for status, options in (
        (400, {"data": b"{", "headers": as_json}),
        (403, {"json": {}, "headers": elsewhere}),
        (413, {"data": large, "headers": as_json}),
        (415, {"data": b"count=1"}),
        (415, {"json": {}, "headers": {"Content-Encoding": "gzip"}}),
    ):
        await read_errors(await client.post(ORDERS, **options), status)


async def test_a_rate_limit_says_when_to_try_again(client: Client) -> None:
    for _ in range(10):
        await client.post(ORDERS, json={"count": 1})

    response = await client.post(ORDERS, json={"count": 1})

    assert "body" in await read_errors(response, 429)
    assert int(response.headers["Retry-After"]) > 0


async def test_a_fault_tells_nothing_of_its_cause(client: Client) -> None:
    (message,) = (await read_errors(await client.post(ORDERS, json={"count": 0}), 500))["body"]

    assert "request ID" in message
    assert "division" not in message


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/users/me", 401),
        ("get", "/api/orderscopes", 404),
        ("put", "/api/sessions", 405),
    ],
)
async def test_the_rest_of_the_app_answers_with_problems(
    client: Client, method: str, path: str, status: int
) -> None:
    response = await getattr(client, method)(path)

    assert response.status_code == status
    assert response.content_type == "application/problem+json"


async def test_the_document_describes_both_bodies(client: Client) -> None:
    document = await (await client.get("/openapi.json")).get_json()

    validate(document)
    for path, content_type, model in (
        ("/api/orders/{order_id}", "application/json", "OrderErrors"),
        ("/api/users/me/export", "application/problem+json", "Problem"),
    ):
        content = document["paths"][path]["get"]["responses"]["404"]["content"]
        assert content == {content_type: {"schema": {"$ref": f"#/components/schemas/{model}"}}}
    responses = document["paths"][ORDERS]["post"]["responses"]
    refused = [response for status, response in responses.items() if status >= "400"]
    assert len(refused) > 5
    assert {kind for response in refused for kind in response["content"]} == {"application/json"}
