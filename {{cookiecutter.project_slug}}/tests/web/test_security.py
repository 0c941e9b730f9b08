"""Headers, the cross-site check and CORS."""

from pathlib import Path

import pytest
from quart import Quart, Response, send_file, websocket
from quart.testing.connections import WebsocketResponseError
from quart.typing import TestClientProtocol as Client
from quart_auth import login_required

from app import create_app
from app.config import Settings
from tests.constants import CREDENTIALS

OTHER = "https://other.example"


@pytest.mark.parametrize(
    "path", ["/livez", "/docs", "/docs/static/docs.js", "/api/users/me", "/none"]
)
async def test_every_answer_has_the_security_headers(client: Client, path: str) -> None:
    headers = (await client.get(path)).headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


async def test_https_on_ones_own_machine_is_not_required_from_then_on(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"base_url": "https://localhost"}))
    async with app.test_app():
        response = await app.test_client().get("/livez")

    assert "Strict-Transport-Security" not in response.headers


async def test_https_is_required_from_then_on_where_there_is_https(production_app: Quart) -> None:
    response = await production_app.test_client().get("/livez")

    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("hsts", "header"),
    [
        ("subdomains", "max-age=31536000; includeSubDomains"),
        ("preload", "max-age=31536000; includeSubDomains; preload"),
    ],
)
async def test_https_is_required_of_subdomains_if_the_operator_says_so(
    settings: Settings, hsts: str, header: str
) -> None:
    changes = {"app_env": "production", "base_url": "https://example.com", "hsts": hsts}
    app = create_app(settings.model_copy(update=changes))
    async with app.test_app():
        response = await app.test_client().get("/livez")

    assert response.headers["Strict-Transport-Security"] == header


async def test_what_belongs_to_a_person_is_not_stored(user_client: Client) -> None:
    assert (await user_client.get("/api/users/me")).headers["Cache-Control"] == "no-store"


async def test_a_file_that_belongs_to_a_person_is_not_stored(
    app: Quart, user_client: Client, tmp_path: Path
) -> None:
    """Quart itself would let browsers and proxies keep it for twelve hours."""
    (tmp_path / "letter.txt").write_text("Dear Ada")

    @app.get("/letter")
    @login_required
    async def send_letter() -> Response:
        return await send_file(tmp_path / "letter.txt")

    response = await user_client.get("/letter")

    assert await response.get_data(as_text=True) == "Dear Ada"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Expires" not in response.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {"Origin": "https://www.example.com", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://friend.example", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_our_own_pages_may_post(production_app: Quart, headers: dict[str, str]) -> None:
    response = await production_app.test_client().post(
        "/api/users", json=CREDENTIALS, headers=headers
    )

    assert response.status_code == 202


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": OTHER},
        {"Origin": "null"},
        {"Origin": "https://sibling.example.com"},
        {"Origin": "https://www.example.com.other.example"},
        {"Origin": OTHER, "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_other_sites_may_not_change_anything(
    production_app: Quart, headers: dict[str, str]
) -> None:
    client = production_app.test_client()

    for method in ("POST", "PUT", "PATCH", "DELETE"):
        response = await client.open("/api/users", method=method, json={}, headers=headers)
        assert response.status_code == 403


async def test_a_listed_origin_may_not_send_the_forms_of_pages(production_app: Quart) -> None:
    friend = {"Origin": "https://friend.example", "Sec-Fetch-Site": "cross-site"}
    for path in ("/login", "/account/delete", "/nowhere", "/api"):
        response = await production_app.test_client().post(path, headers=friend)

        assert response.status_code == 403


async def test_other_sites_may_link_to_us(client: Client) -> None:
    response = await client.get("/livez", headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 200


async def test_a_websocket_is_refused_to_other_sites_alone(app: Quart) -> None:
    @app.websocket("/echo")
    async def echo() -> None:
        await websocket.send(await websocket.receive())

    client = app.test_client()
    async with client.websocket("/echo", headers={"Origin": "http://localhost"}) as connection:
        await connection.send("hello")
        assert await connection.receive() == "hello"
    with pytest.raises(WebsocketResponseError) as refused:
        async with client.websocket("/echo", headers={"Origin": OTHER}) as connection:
            await connection.receive()

    assert refused.value.response.status_code == 403


async def test_a_listed_origin_may_read_with_the_cookie(production_app: Quart) -> None:
    response = await production_app.test_client().get(
        "/api/users/me", headers={"Origin": "https://friend.example"}
    )

    assert response.headers["Access-Control-Allow-Origin"] == "https://friend.example"
    assert response.headers["Access-Control-Allow-Credentials"] == "true"


async def test_another_origin_may_not_read(production_app: Quart) -> None:
    response = await production_app.test_client().get("/api/users/me", headers={"Origin": OTHER})

    assert "Access-Control-Allow-Origin" not in response.headers


async def test_a_listed_origin_may_ask_before_it_sends_json(production_app: Quart) -> None:
    response = await production_app.test_client().options(
        "/api/sessions",
        headers={
            "Origin": "https://friend.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )

    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "content-type"
