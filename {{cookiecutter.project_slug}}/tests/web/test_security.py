"""Headers, the cross-site check, CORS and proxies."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from quart import Quart, Response, request, send_file, websocket
from quart.testing.connections import WebsocketResponseError
from quart.typing import TestClientProtocol as Client
from quart_auth import login_required

from app import create_app
from app.config import Settings
from app.web.security import public
from tests.constants import CREDENTIALS

OTHER = "https://other.example"


@pytest.fixture
async def production_app(settings: Settings) -> AsyncIterator[Quart]:
    """Behind one proxy, used by pages of one other origin."""
    changes = {
        "app_env": "production",
        "base_url": "https://www.example.com",
        "cors_origins": ["https://friend.example"],
        "trusted_hops": 1,
    }
    app = create_app(settings.model_copy(update=changes))

    @app.get("/api/address")
    @public
    async def show_address() -> dict[str, str | None]:
        return {"address": request.remote_addr, "url": request.url}

    async with app.test_app():
        yield app


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


async def test_a_websocket_finds_its_route_behind_a_proxy(production_app: Quart) -> None:
    @production_app.websocket("/echo")
    async def echo() -> None:
        await websocket.send(websocket.scheme)

    headers = {"X-Forwarded-Proto": "https", "Origin": "https://www.example.com"}
    async with production_app.test_client().websocket("/echo", headers=headers) as connection:
        assert await connection.receive() == "wss"


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


async def test_the_proxy_says_who_asks_and_nobody_before_it(production_app: Quart) -> None:
    response = await production_app.test_client().get(
        "/api/address",
        headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7", "X-Forwarded-Proto": "https"},
    )

    answer = await response.get_json()
    assert answer["address"] == "192.0.2.7"
    assert answer["url"].startswith("https://")


async def test_without_a_proxy_forwarding_headers_mean_nothing(app: Quart) -> None:
    @app.get("/api/address")
    @public
    async def show_address() -> str:
        return request.remote_addr or ""

    response = await app.test_client().get("/api/address", headers={"X-Forwarded-For": "6.6.6.6"})

    assert await response.get_data(as_text=True) != "6.6.6.6"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.8", "203.0.113.8"),
        ("203.0.113.8:50123", "203.0.113.8"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:50123", "2001:db8::1"),
        ('"[2001:db8:5::1]"', "2001:db8:5::1"),
        ('"[2001:db8:5::1]:443"', "2001:db8:5::1"),
    ],
)
async def test_an_address_is_read_as_proxies_write_it(
    production_app: Quart, forwarded: str, address: str
) -> None:
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}

    response = await production_app.test_client().get("/api/address", headers=headers)

    assert (await response.get_json())["address"] == address


async def test_a_proxy_that_is_not_counted_is_named_in_the_log_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async def log_requests(changes: dict[str, object]) -> list[str]:
        caplog.clear()
        app = create_app(settings.model_copy(update=changes))
        async with app.test_app():
            client = app.test_client()
            await client.get("/livez")
            assert "TRUSTED_HOPS" not in caplog.text
            for _ in range(3):
                response = await client.get("/livez", headers={"X-Forwarded-For": "192.0.2.7"})
                assert response.status_code == 200
        return [record.message for record in caplog.records if record.levelname == "WARNING"]

    public: dict[str, object] = {"app_env": "production", "base_url": "https://example.com"}
    (warning,) = await log_requests(public)

    assert "Set TRUSTED_HOPS to the number of proxies" in warning
    assert await log_requests({**public, "trusted_hops": 1}) == []
    assert await log_requests({"app_env": "test"}) == []
