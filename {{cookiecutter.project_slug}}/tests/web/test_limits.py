"""Rate limits: which requests they count, and under which names."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from quart import Quart, request
from quart.typing import TestClientProtocol as Client
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from redis.asyncio import Redis

from app import create_app
from app.config import Settings
from app.db import connect
from app.web import redis_limits as redis_store
from app.web.limits import Rule
from app.web.security import public
from tests.accounts.people import create_user, log_in
from tests.constants import CREDENTIALS, PATIENCE
from tests.workers import start_apps


def add_limited_route(
    app: Quart,
    count: int = 2,
    period: timedelta = timedelta(minutes=1),
    access: Callable[..., Any] = public,
) -> None:
    @app.get("/api/limited")
    @access
    @rate_limit(count, period)
    async def show() -> str:
        return "passed"


async def ask(client: Client, address: str) -> int:
    return (await client.get("/api/limited", scope_base={"client": (address, 1)})).status_code


async def test_over_the_limit_is_429_and_says_when_to_come_back(app: Quart) -> None:
    add_limited_route(app)
    client = app.test_client()
    passed = [await client.get("/api/limited") for _ in range(2)]

    response = await client.get("/api/limited")

    assert [answer.status_code for answer in passed] == [200, 200]
    assert [answer.headers["RateLimit-Remaining"] for answer in passed] == ["1", "0"]
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 30
    problem = await response.get_json()
    assert problem["status"] == 429
    assert problem["detail"].startswith("Too many requests. Try again in ")


async def test_a_made_up_forwarding_header_is_no_new_client(app: Quart) -> None:
    add_limited_route(app)
    client = app.test_client()

    statuses = [
        (
            await client.get("/api/limited", headers={"X-Forwarded-For": f"10.0.0.{number}"})
        ).status_code
        for number in range(5)
    ]

    assert statuses == [200, 200, 429, 429, 429]


@pytest.mark.usefixtures("user")
async def test_a_user_has_one_limit_from_wherever(app: Quart) -> None:
    add_limited_route(app, access=login_required)
    first, second = await log_in(app), await log_in(app)

    statuses = [
        await ask(client, address)
        for client, address in ((first, "192.0.2.1"), (second, "192.0.2.2"), (first, "192.0.2.3"))
    ]

    assert statuses == [200, 200, 429]


async def test_a_public_route_counts_the_address_whatever_the_cookie(app: Quart) -> None:
    """Each session has ended, and its cookie is signed all the same."""
    add_limited_route(app)
    clients = []
    for name in ("ada", "bob", "eve"):
        user = await create_user(app, f"{name}@example.com")
        clients.append(await log_in(app, user.email))
        async with app.app_context(), connect() as connection:
            await connection.execute("DELETE FROM sessions")
    ada = clients[0]

    statuses = [await ask(client, "192.0.2.1") for client in clients]

    assert statuses == [200, 200, 429]
    assert [await ask(ada, f"192.0.2.{number}") for number in (2, 3)] == [200, 429]


async def test_the_addresses_of_one_ipv6_network_are_one_client(app: Quart) -> None:
    add_limited_route(app)
    addresses = [
        *("2001:db8:1:2::1", "2001:db8:1:2::2", "2001:db8:1:2:3::4", "2001:db8:1:3::1"),
        *("::ffff:192.0.2.1", "192.0.2.1", "::ffff:192.0.2.1", "::ffff:192.0.2.2"),
    ]

    statuses = [await ask(app.test_client(), address) for address in addresses]

    assert statuses == [200, 200, 429, 200, 200, 200, 429, 200]


async def test_all_networks_of_one_subscriber_have_four_limits_together(app: Quart) -> None:
    add_limited_route(app)

    statuses = [await ask(app.test_client(), f"2001:db8:1:{number:x}::1") for number in range(15)]

    assert statuses == [200] * 8 + [429] * 7
    assert await ask(app.test_client(), "2001:db8:2::1") == 200


async def test_a_route_may_count_by_a_key_of_its_own(app: Quart) -> None:
    async def read_country() -> str:
        return request.headers["Country"]

    @app.get("/api/country")
    @public
    @rate_limit(1, timedelta(minutes=1), key_function=read_country)
    async def show() -> str:
        return "passed"

    client = app.test_client()
    statuses = [
        (await client.get("/api/country", headers={"Country": country})).status_code
        for country in ("NZ", "CL", "NZ")
    ]

    assert statuses == [200, 200, 429]


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/readyz", "/"])
async def test_the_platform_limits_its_own_routes(client: Client, path: str) -> None:
    assert (await client.get(path)).headers["RateLimit-Limit"] == "300"


@pytest.mark.parametrize("path", ["/livez", "/readyz/server"])
async def test_what_proxies_ask_all_the_time_is_not_limited(client: Client, path: str) -> None:
    assert "RateLimit-Limit" not in (await client.get(path)).headers


async def test_all_that_counts_a_request_is_asked_of_the_store_together(app: Quart) -> None:
    add_limited_route(app)
    client = await log_in(app, (await create_user(app)).email)
    store, counted = app.extensions["RATE_LIMIT_STORE"], []

    async def count_request(rules: Sequence[Rule]) -> list[int]:
        counted.append(len(rules))
        return [0 for _ in rules]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "count_request", count_request)
        await ask(client, "2001:db8::1")

    assert counted == [6]


async def test_what_a_browser_asks_beforehand_is_not_counted(app: Quart) -> None:
    add_limited_route(app)
    client = app.test_client()

    for _ in range(3):
        assert (await client.options("/api/limited")).status_code == 200

    assert (await client.get("/api/limited")).headers["RateLimit-Remaining"] == "1"


async def test_logging_in_is_limited(client: Client) -> None:
    statuses = [
        (await client.post("/api/sessions", json=CREDENTIALS)).status_code for _ in range(11)
    ]

    assert statuses == [401] * 10 + [429]


@pytest.mark.slow
async def test_two_hundred_requests_to_three_apps_share_one_limit(
    settings: Settings, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_store, "TIMEOUT_SECONDS", PATIENCE)
    async with Redis.from_url(redis_url) as redis:
        await redis.flushall()
    shared = settings.model_copy(update={"redis_url": redis_url})
    async with start_apps(shared, 3) as apps:
        for app in apps:
            add_limited_route(app, 10, timedelta(days=1))
        clients = [app.test_client() for app in apps]
        responses = await asyncio.gather(
            *(client.get("/api/limited") for client in clients for _ in range(67))
        )

    statuses = Counter(response.status_code for response in responses)
    assert statuses == {200: 10, 429: 191}


async def test_without_redis_each_process_counts_by_itself_and_one_warning_is_given(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 2))
    monkeypatch.setattr(redis_store, "monotonic", lambda: next(clock))
    app = create_app(settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}))
    add_limited_route(app)
    async with app.test_app():
        client = app.test_client()
        statuses = [(await client.get("/api/limited")).status_code for _ in range(5)]
        ready = await client.get("/readyz")

    assert statuses == [200] * 2 + [429] * 3
    assert [name for name, *_ in caplog.record_tuples].count("app.web.redis_limits") == 1
    assert ready.status_code == 200
    assert await ready.get_json() == {"status": "degraded", "problems": ["redis"]}
