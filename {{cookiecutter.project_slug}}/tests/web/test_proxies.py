"""Proxies say who asks and how, and clients cannot."""

import pytest
from quart import Quart, request, websocket

from app import create_app
from app.config import Settings
from app.web.security import public


async def test_a_websocket_finds_its_route_behind_a_proxy(production_app: Quart) -> None:
    @production_app.websocket("/echo")
    async def echo() -> None:
        await websocket.send(websocket.scheme)

    headers = {"X-Forwarded-Proto": "https", "Origin": "https://www.example.com"}
    async with production_app.test_client().websocket("/echo", headers=headers) as connection:
        assert await connection.receive() == "wss"


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
    ("sent", "is_kept"),
    [
        ("b2c1f0a8-77aa-4b4e-9d2c-1f1f6a1f3a55", True),
        ("", False),
        ("x" * 129, False),
        ('"}, {"forged', False),
        ("an ID", False),
    ],
)
async def test_the_proxy_may_give_a_request_its_id(
    production_app: Quart, sent: str, is_kept: bool
) -> None:
    headers = {"X-Request-ID": sent, "X-Forwarded-Proto": "https"}
    response = await production_app.test_client().get("/livez", headers=headers)

    assert (response.headers["X-Request-ID"] == sent) is is_kept
    assert response.headers["X-Request-ID"]


async def test_without_a_proxy_the_id_of_a_client_is_not_kept(app: Quart) -> None:
    response = await app.test_client().get("/livez", headers={"X-Request-ID": "forged"})

    assert response.headers["X-Request-ID"] != "forged"


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
