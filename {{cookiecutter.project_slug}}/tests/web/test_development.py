"""In development, the app answers this machine only."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from quart import Quart, websocket
from quart.testing.connections import WebsocketResponseError
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.config import Settings
from app.web.development import find_base_url
from app.web.security import public

PHONE, STRANGER = "192.168.1.20", "203.0.113.9"


@asynccontextmanager
async def develop(
    settings: Settings, app_env: str = "development", **changes: object
) -> AsyncIterator[Quart]:
    app = create_app(settings.model_copy(update={"app_env": app_env, **changes}))
    async with app.test_app():
        yield app


async def ask(
    client: Client, path: str, host: str, address: str = "127.0.0.1", **options: Any
) -> tuple[int, str]:
    headers = {"Host": host, **options.pop("headers", {})}
    response = await client.get(
        path, headers=headers, scope_base={"client": (address, 1)}, **options
    )
    return response.status_code, await response.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("127.0.0.1", "localhost:8000"),
        ("127.0.0.1", "127.0.0.1:8000"),
        ("127.0.0.1", "my-app.localhost:8000"),
        ("127.0.0.2", "LOCALHOST"),
        ("::1", "[::1]:8000"),
        ("::ffff:127.0.0.1", "localhost"),
        ("<local>", "localhost"),
    ],
)
async def test_this_machine_is_answered(settings: Settings, address: str, host: str) -> None:
    async with develop(settings) as app:
        client = app.test_client()
        statuses = [
            (await ask(client, path, host, address))[0] for path in ("/docs", "/livez", "/mailbox")
        ]

    assert statuses == [200, 200, 200]


@pytest.mark.parametrize(
    ("address", "host", "headers"),
    [
        (STRANGER, "localhost:8000", {}),
        ("2001:db8::1", "localhost:8000", {}),
        ("127.0.0.1", "app.example.com", {}),
        ("127.0.0.1", "localhost.example.com", {}),
        ("127.0.0.1", "notlocalhost", {}),
        ("127.0.0.1", "", {}),
        ("127.0.0.1", "192.168.1.20:8000", {}),
        ("127.0.0.1", "localhost", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", "localhost", {"X-Forwarded-Proto": "https"}),
        ("127.0.0.1", "localhost", {"Forwarded": "for=127.0.0.1"}),
        ("127.0.0.1", "localhost", {"X-Real-IP": STRANGER}),
        ("127.0.0.1", "localhost", {"Via": "1.1 proxy"}),
        ("127.0.0.1", "localhost", {"CF-Connecting-IP": STRANGER}),
    ],
)
async def test_others_are_refused_and_told_the_setting(
    settings: Settings, address: str, host: str, headers: dict[str, str]
) -> None:
    async with develop(settings) as app:
        answers = [
            await ask(app.test_client(), path, host, address, headers=headers)
            for path in ("/docs", "/livez", "/api/users/me", "/mailbox", "/nowhere")
        ]

    assert [status for status, _ in answers] == [403] * 5
    assert all("DEVELOPMENT_HOSTS" in text for _, text in answers)


async def test_a_proxy_that_adds_no_header_is_known_by_its_old_http(settings: Settings) -> None:
    async with develop(settings) as app:
        client = app.test_client()
        status, _ = await ask(client, "/mailbox", "127.0.0.1:8000", http_version="1.0")

    assert status == 403


async def test_a_websocket_of_others_is_refused(settings: Settings) -> None:
    async with develop(settings) as app:

        @app.websocket("/echo")
        @public
        async def echo() -> None:
            await websocket.send("hello")

        client = app.test_client()
        async with client.websocket("/echo") as connection:
            assert await connection.receive() == "hello"
        with pytest.raises(WebsocketResponseError) as refused:
            async with client.websocket("/echo", headers={"Via": "1.1 proxy"}) as connection:
                await connection.receive()

    assert refused.value.response.status_code == 403


async def test_a_host_that_is_named_may_use_everything_but_the_mailbox(settings: Settings) -> None:
    async with develop(settings, development_hosts=[PHONE, "tunnel.example"]) as app:
        client = app.test_client()
        forwarded = {"X-Forwarded-For": STRANGER, "X-Forwarded-Proto": "https"}
        phone = await ask(client, "/docs", f"{PHONE}:8000", "192.168.1.30")
        tunnel = await ask(client, "/docs", "tunnel.example", headers=forwarded)
        other = await ask(client, "/docs", "192.168.1.21:8000", "192.168.1.30")
        mailbox, reason = await ask(client, "/mailbox", "tunnel.example", headers=forwarded)

    assert (phone[0], tunnel[0], other[0]) == (200, 200, 403)
    assert mailbox == 403
    assert "http://localhost:8000/mailbox" in reason


@pytest.mark.parametrize("app_env", ["test", "production"])
async def test_elsewhere_everyone_is_answered(settings: Settings, app_env: str) -> None:
    async with develop(settings, app_env) as app:
        status, _ = await ask(app.test_client(), "/docs", "app.example.com", STRANGER)

    assert status == 200


@pytest.mark.parametrize(
    ("app_env", "opened", "link"),
    [
        ("development", "http://localhost:8123", "http://localhost:8123"),
        ("development", "http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("development", "http://tunnel.example", "https://tunnel.example"),
        ("test", "http://localhost:8123", "https://tunnel.example"),
        ("production", "http://evil.example", "https://tunnel.example"),
    ],
)
async def test_a_link_in_a_mail_leads_where_the_person_is_in_development_alone(
    settings: Settings, app_env: str, opened: str, link: str
) -> None:
    base_url = "https://tunnel.example"
    async with develop(settings, app_env, base_url=base_url) as app:
        scheme, _, host = opened.partition("://")
        async with app.test_request_context("/", headers={"Host": host}, scheme=scheme):
            assert find_base_url(app.config["SETTINGS"]) == link
        assert find_base_url(app.config["SETTINGS"]) == base_url
