"""The other devices on which a person has a page open."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from quart import Quart, Websocket
from quart.typing import TestClientProtocol as Client
from quart.typing import TestWebsocketConnectionProtocol as Connection

from app import live
from app.config import Settings
from app.presence import api as presence
from app.presence import sightings
from tests.accounts.people import create_user, log_in
from tests.constants import PATIENCE
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.streams import read_websocket_status

PRESENCE = "/api/presence"
PHONE = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
TABLET = "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1"


@asynccontextmanager
async def look(client: Client, agent: str, **headers: str) -> AsyncIterator[Connection]:
    async with client.websocket(PRESENCE, headers={"User-Agent": agent, **headers}) as connection:
        assert await hear(connection) == []
        yield connection


async def hear(connection: Connection) -> list[str]:
    async with asyncio.timeout(PATIENCE):
        message: dict[str, list[str]] = await connection.receive_json()
    return message["devices"]


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[int]:
    """By which codes connections are closed, which not every version of the client shows."""
    codes: asyncio.Queue[int] = asyncio.Queue()
    close = Websocket.close

    async def record(self: Websocket, code: int, reason: str = "") -> None:
        codes.put_nowait(code)
        await close(self, code, reason)

    monkeypatch.setattr(Websocket, "close", record)
    return codes


async def test_each_device_hears_of_the_others(user_client: Client) -> None:
    async with look(user_client, PHONE) as phone:
        async with look(user_client, TABLET) as tablet:
            assert await hear(tablet) == ["Firefox Mobile on Android"]
            assert await hear(phone) == ["Mobile Safari on iOS"]

        assert await hear(phone) == []


async def test_who_looks_away_is_not_there(user_client: Client) -> None:
    async with look(user_client, PHONE) as phone, look(user_client, TABLET) as tablet:
        assert await hear(phone) == ["Mobile Safari on iOS"]
        await tablet.send("away")
        assert await hear(phone) == []
        await tablet.send("looking")

        assert await hear(phone) == ["Mobile Safari on iOS"]


async def test_nobody_hears_of_another_person(app: Quart, user_client: Client) -> None:
    await create_user(app, "grace@example.com")
    grace = await log_in(app, "grace@example.com")

    async with look(user_client, PHONE) as phone, look(grace, TABLET), look(user_client, PHONE):
        assert await hear(phone) == ["Firefox Mobile on Android"]


async def test_a_device_that_is_no_longer_heard_is_forgotten(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with look(user_client, PHONE) as phone, look(user_client, TABLET) as tablet:
        assert await hear(phone) == ["Mobile Safari on iOS"]
        assert await hear(tablet) == ["Firefox Mobile on Android"]
        monkeypatch.setattr(sightings, "FORGET_SECONDS", -1)
        app.extensions["LIVE"].send_heartbeat()

        assert await hear(phone) == await hear(tablet) == []


async def test_after_events_were_missed_each_tells_again(
    app: Quart, user_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with look(user_client, PHONE) as phone, look(user_client, TABLET) as tablet:
        assert await hear(phone) == ["Mobile Safari on iOS"]
        assert await hear(tablet) == ["Firefox Mobile on Android"]
        with monkeypatch.context() as patches:
            patches.setattr(sightings, "FORGET_SECONDS", -1)
            app.extensions["LIVE"].send_heartbeat()
            assert await hear(phone) == await hear(tablet) == []
        for topic in app.extensions["LIVE"]._listeners:
            await app.extensions["LIVE"].publish_event(topic, live.MISSED)

        assert await hear(phone) == ["Mobile Safari on iOS"]


async def test_a_stranger_is_refused(client: Client) -> None:
    assert await read_websocket_status(client, PRESENCE) == 401


async def test_another_site_is_refused(user_client: Client) -> None:
    assert await read_websocket_status(user_client, PRESENCE, Origin="https://evil.example") == 403


async def test_opening_is_limited(user_client: Client) -> None:
    for _ in range(30):
        async with look(user_client, PHONE):
            pass

    assert await read_websocket_status(user_client, PRESENCE) == 429


async def test_open_pages_are_limited(user_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MAX_LISTENERS", 1)

    async with look(user_client, PHONE):
        assert await read_websocket_status(user_client, PRESENCE) == 429


async def test_messages_are_limited(
    user_client: Client, monkeypatch: pytest.MonkeyPatch, closed: asyncio.Queue[int]
) -> None:
    monkeypatch.setattr(presence, "MESSAGES_A_MINUTE", 2)

    async with look(user_client, PHONE) as phone:
        for _ in range(3):
            await phone.send("looking")

        assert await asyncio.wait_for(closed.get(), PATIENCE) == presence.NOT_ALLOWED


async def test_what_is_not_understood_closes_the_connection(
    user_client: Client, closed: asyncio.Queue[int]
) -> None:
    async with look(user_client, PHONE) as phone:
        await phone.send("<script>")

        assert await asyncio.wait_for(closed.get(), PATIENCE) == presence.NOT_UNDERSTOOD


async def test_it_ends_with_its_session(
    app: Quart, user_client: Client, closed: asyncio.Queue[int]
) -> None:
    other = await log_in(app)

    async with look(user_client, PHONE):
        await other.delete("/api/sessions")
        app.extensions["LIVE"].send_heartbeat()

        assert await asyncio.wait_for(closed.get(), PATIENCE) == presence.NOT_ALLOWED


async def test_it_ends_as_the_server_stops(
    app: Quart, user_client: Client, closed: asyncio.Queue[int]
) -> None:
    async with look(user_client, PHONE):
        app.extensions["DRAINING"].set()

        assert await asyncio.wait_for(closed.get(), PATIENCE) == presence.RESTARTING


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file where it is")
async def test_it_ends_calmly_without_the_database(
    app: Quart,
    user_client: Client,
    settings: Settings,
    databases: SqliteDatabases | PostgresDatabases,
    closed: asyncio.Queue[int],
) -> None:
    async with look(user_client, PHONE):
        await asyncio.to_thread(databases.take_away, settings.database_url)
        app.extensions["LIVE"].send_heartbeat()
        code = await asyncio.wait_for(closed.get(), PATIENCE)
    await asyncio.to_thread(databases.bring_back, settings.database_url)

    assert code == presence.RESTARTING
