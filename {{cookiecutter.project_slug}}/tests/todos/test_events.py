"""Todos that change are told of to every open page of their owner."""

import asyncio
import sys

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import live
from app.config import Settings
from tests.accounts.people import create_user, log_in
from tests.constants import PATIENCE
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.streams import open_stream, wait_for_listeners

EVENTS = "/api/todos/events"


async def test_every_change_is_told_of(app: Quart, user_client: Client) -> None:
    async with open_stream(await log_in(app), EVENTS) as stream:
        todo = await (await user_client.post("/api/todos", json={"task": "Weave"})).get_json()
        path = f"/api/todos/{todo['id']}"
        await user_client.put(path, json={"task": "Woven"}, headers={"X-Tab": "abc1"})
        await user_client.delete(path, headers={"X-Tab": "forged\tdata"})

        events = [await stream.read() for _ in range(3)]

    assert events == ["data: changed\n\n", "data: abc1\n\n", "data: changed\n\n"]


async def test_nobody_hears_of_the_todos_of_another(app: Quart, user_client: Client) -> None:
    await create_user(app, "grace@example.com")
    grace = await log_in(app, "grace@example.com")

    async with open_stream(user_client, EVENTS) as stream:
        await grace.post("/api/todos", json={"task": "Debug"})
        await user_client.post("/api/todos", json={"task": "Weave"}, headers={"X-Tab": "own"})

        assert await stream.read() == "data: own\n\n"


async def test_what_was_refused_is_not_told_of(app: Quart, user_client: Client) -> None:
    async with open_stream(user_client, EVENTS) as stream:
        await user_client.post("/api/todos", json={"task": ""})
        await user_client.post("/api/todos", json={"task": "Weave"}, headers={"X-Tab": "own"})

        assert await stream.read() == "data: own\n\n"


async def test_head_has_no_stream(app: Quart, user_client: Client) -> None:
    async with asyncio.timeout(PATIENCE):
        response = await user_client.head(EVENTS)

    assert response.status_code == 200
    assert response.content_type == "text/event-stream"
    assert app.extensions["LIVE"]._listeners == {}


async def test_a_stranger_hears_nothing(client: Client) -> None:
    assert (await client.get(EVENTS)).status_code == 401


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}]
)
async def test_another_site_hears_nothing(user_client: Client, headers: dict[str, str]) -> None:
    assert (await user_client.get(EVENTS, headers=headers)).status_code == 403


async def test_a_stream_ends_as_the_server_stops(app: Quart, user_client: Client) -> None:
    async with open_stream(user_client, EVENTS) as stream:
        app.extensions["DRAINING"].set()

        assert await stream.read() == ""


async def test_a_stream_ends_with_its_session(app: Quart, user_client: Client) -> None:
    other = await log_in(app)

    async with open_stream(user_client, EVENTS) as stream:
        app.extensions["LIVE"].beat()
        assert await stream.read() == ": heartbeat\n\n"
        await other.delete("/api/sessions")
        app.extensions["LIVE"].beat()

        assert await stream.read() == ""


async def test_a_stream_that_is_opened_as_the_server_stops_ends_at_once(
    app: Quart, user_client: Client
) -> None:
    async with open_stream(user_client, EVENTS) as stream:
        app.extensions["DRAINING"].set()
        await stream.read()

    async with open_stream(user_client, EVENTS) as late:
        assert await late.read() == ""


async def test_a_client_that_leaves_is_forgotten(app: Quart, user_client: Client) -> None:
    hub = app.extensions["LIVE"]

    async with open_stream(user_client, EVENTS):
        await wait_for_listeners(hub, 1)

    await wait_for_listeners(hub, 0)


async def test_streams_of_one_person_are_limited(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MAX_LISTENERS", 1)

    async with open_stream(user_client, EVENTS):
        response = await user_client.get(EVENTS)

    assert response.status_code == 429


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file where it is")
async def test_a_stream_ends_calmly_without_the_database(
    app: Quart,
    user_client: Client,
    settings: Settings,
    databases: SqliteDatabases | PostgresDatabases,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with open_stream(user_client, EVENTS) as stream:
        await asyncio.to_thread(databases.take_away, settings.database_url)
        app.extensions["LIVE"].beat()
        rest = await stream.read()
    await asyncio.to_thread(databases.bring_back, settings.database_url)

    assert rest == ""

    assert {entry.name for entry in caplog.records if entry.levelname == "ERROR"} == {"app.db"}
