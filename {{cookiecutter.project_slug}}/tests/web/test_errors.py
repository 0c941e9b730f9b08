"""Every error is a problem document."""

from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from werkzeug.exceptions import InternalServerError
from werkzeug.http import HTTP_STATUS_CODES

from app.web.security import public
from tests.constants import CREDENTIALS


async def read_problem(response: Any, status: int) -> dict[str, Any]:
    problem: dict[str, Any] = await response.get_json()
    assert response.status_code == problem["status"] == status
    assert response.content_type == "application/problem+json"
    assert problem["type"] == "about:blank"
    assert problem["title"] == HTTP_STATUS_CODES[status]
    return problem


async def test_an_unknown_path_is_404(client: Client) -> None:
    await read_problem(await client.get("/api/nowhere"), 404)


async def test_a_wrong_method_is_405_and_names_the_right_ones(client: Client) -> None:
    response = await client.delete("/api/password/forgotten")

    await read_problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip"])
async def test_a_compressed_body_is_415_on_every_route(client: Client, encoding: str) -> None:
    for path in ("/api/sessions", "/api/nowhere"):
        response = await client.post(path, json={}, headers={"Content-Encoding": encoding})

        problem = await read_problem(response, 415)
        assert problem["detail"] == "Send the body without a Content-Encoding."
        assert response.headers["Accept-Encoding"] == "identity"


async def test_a_body_that_says_it_is_not_compressed_is_read(client: Client) -> None:
    response = await client.post("/api/sessions", json={}, headers={"Content-Encoding": "Identity"})

    await read_problem(response, 422)


@pytest.mark.parametrize(
    "body", ['{"email": "a@b.de", "email": "c@d.de"}', '{"more": [{"email": 1, "\\u0065mail": 1}]}']
)
async def test_two_keys_of_one_name_are_400(client: Client, body: str) -> None:
    response = await client.post(
        "/api/sessions", data=body, headers={"Content-Type": "application/json"}
    )

    problem = await read_problem(response, 400)
    assert problem["detail"] == 'The body has "email" twice in one object.'


@pytest.mark.parametrize("body", ["{", "", "\xff", "nonsense"])
async def test_broken_json_is_400(client: Client, body: str) -> None:
    response = await client.post(
        "/api/users",
        data=body.encode("latin-1"),
        headers={"Content-Type": "application/json"},
    )

    problem = await read_problem(response, 400)
    assert problem["detail"] == "The body is not valid JSON."


async def test_json_that_is_nested_without_end_is_400(client: Client) -> None:
    response = await client.post(
        "/api/users", data="[" * 100_000, headers={"Content-Type": "application/json"}
    )

    await read_problem(response, 400)


async def test_a_body_that_is_not_json_is_415(client: Client) -> None:
    problem = await read_problem(await client.post("/api/users", form=CREDENTIALS), 415)

    assert problem["detail"] == "Send the body as application/json."


async def test_a_body_that_is_too_long_is_413(client: Client) -> None:
    response = await client.post("/api/users", json={**CREDENTIALS, "password": "x" * 2_000_000})

    await read_problem(response, 413)


async def test_a_body_without_a_stated_length_is_bounded_too(client: Client) -> None:
    async with client.request(
        "/api/users", method="POST", headers={"Content-Type": "application/json"}
    ) as connection:
        for _ in range(3):
            await connection.send(b" " * 500_000)
        await connection.send_complete()

    await read_problem(await connection.as_response(), 413)


async def test_a_fault_of_ours_is_500_with_a_request_id_and_no_more(app: Quart) -> None:
    @app.get("/api/fault")
    @public
    async def fail() -> str:
        raise RuntimeError("the secret detail")

    response = await app.test_client().get("/api/fault")

    problem = await read_problem(response, 500)
    assert problem["request_id"] == response.headers["X-Request-ID"]
    assert "secret detail" not in await response.get_data(as_text=True)


async def test_a_500_of_a_view_is_told_alike(app: Quart) -> None:
    @app.get("/api/fault")
    @public
    async def fail() -> str:
        raise InternalServerError

    problem = await read_problem(await app.test_client().get("/api/fault"), 500)

    assert "request_id" in problem
