"""The export of the own account, and long lists in it."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import create_app
from app.accounts.export import add_export, add_long_export
from app.accounts.models import User
from app.config import Settings
from app.db import Connection, DatabaseUnavailable, connect
from app.mail.outbox import queue_mail
from tests import servers
from tests.constants import EMAIL, PATIENCE
from tests.sockets import ask

PATH = "/api/users/me/export"


async def test_an_export_holds_what_is_kept_and_no_secret(app: Quart, user_client: Client) -> None:
    async def export_notes(connection: Connection, user_id: str) -> list[str]:
        return [f"a note of {user_id}"]

    add_export(app, "my notes", export_notes)
    async with app.app_context(), connect() as connection:
        await queue_mail(connection, EMAIL, "Hello", "accounts/unknown")

    response = await user_client.get(PATH)

    export = await response.get_json()
    assert response.content_type == "application/json"
    assert export["user"]["email"] == EMAIL
    assert [session["current"] for session in export["sessions"]] == [True]
    assert [mail["subject"] for mail in export["mails"]] == ["Hello · Test app"]
    assert export["features"]["my notes"] == [f"a note of {export['user']['id']}"]
    assert "argon2" not in await response.get_data(as_text=True)


@pytest.mark.parametrize("short", [{}, {"badges": 1}])
async def test_long_lists_are_features_like_the_others(
    app: Quart, user: User, user_client: Client, short: dict[str, int]
) -> None:
    async def export_badges(connection: Connection, user_id: str) -> int:
        return short["badges"]

    async def iterate_notes(user_id: str) -> AsyncIterator[list[str]]:
        for part in ([], ["a", 'b"]'], [user_id], []):
            yield part

    async def iterate_nothing(user_id: str) -> AsyncIterator[list[str]]:
        yield []

    app.extensions["EXPORTS"] = dict.fromkeys(short, export_badges)
    app.extensions["LONG_EXPORTS"] = {}
    add_long_export(app, "my notes", iterate_notes)
    add_long_export(app, "none", iterate_nothing)

    export = await (await user_client.get(PATH)).get_json()

    assert export["features"] == {**short, "my notes": ["a", 'b"]', user.id], "none": []}


async def test_an_export_is_sent_while_it_is_read(app: Quart, user_client: Client) -> None:
    has_arrived = asyncio.Event()

    async def iterate_notes(user_id: str) -> AsyncIterator[list[str]]:
        yield ["first"]
        await has_arrived.wait()
        yield ["last"]

    add_long_export(app, "my notes", iterate_notes)
    async with asyncio.timeout(PATIENCE), user_client.request(PATH) as connection:
        await connection.send_complete()
        body = b""
        while b"first" not in body:
            body += await connection.receive()
        has_arrived.set()
        while not body.endswith(b"}}"):
            body += await connection.receive()

    assert json.loads(body)["features"]["my notes"] == ["first", "last"]


async def test_an_export_may_take_longer_than_other_responses(
    app: Quart, user_client: Client
) -> None:
    async def iterate_notes(user_id: str) -> AsyncIterator[list[str]]:
        await asyncio.sleep(0.1)
        yield ["late"]

    add_long_export(app, "my notes", iterate_notes)
    app.config["RESPONSE_TIMEOUT"] = 0.05

    export = await (await user_client.get(PATH)).get_json()

    assert export["features"]["my notes"] == ["late"]


async def test_an_export_that_fails_does_not_look_complete(
    app: Quart,
    user_client: Client,
    settings: Settings,
    unused_tcp_port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def iterate_notes(user_id: str) -> AsyncIterator[list[str]]:
        yield ["first"]
        raise DatabaseUnavailable

    def create_failing_app(settings: Settings) -> Quart:
        failing = create_app(settings)
        add_long_export(failing, "my notes", iterate_notes)
        return failing

    monkeypatch.setattr(servers, "create_app", create_failing_app)
    cookies = "; ".join(f"{each.name}={each.value}" for each in user_client.cookie_jar or ())
    async with servers.serve_here(settings, unused_tcp_port):
        response = await ask(
            unused_tcp_port,
            f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode(),
        )

    assert b'"first"' in response
    # The chunk that would end the body.
    assert not response.endswith(b"0\r\n\r\n")
