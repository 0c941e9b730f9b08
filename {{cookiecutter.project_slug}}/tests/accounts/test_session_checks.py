"""Streams ask whether their sessions go on: together, not each by itself."""

from contextlib import AsyncExitStack
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from quart_auth import login_required
from quart_db import QuartDB

from app.accounts.sessions import current_user
from app.live import Hub
from app.live.streams import stream_events
from tests.accounts.people import disable, log_in
from tests.streams import open_stream

EVENTS = "/api/events"
BEAT = ": heartbeat\n\n"


@pytest.fixture
def hub(app: Quart) -> Hub:
    """Add a stream to the app for each person."""

    @app.get(EVENTS)
    @login_required
    async def show_events() -> Any:
        return await stream_events(current_user.user.id, current_user.is_still_authenticated)

    hub: Hub = app.extensions["LIVE"]
    return hub


@pytest.mark.parametrize("tabs", [1, 7])
async def test_all_streams_of_a_person_take_one_query(
    app: Quart, user_client: Client, hub: Hub, tabs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    acquired = []
    acquire = QuartDB.acquire

    async def count_acquire(database: QuartDB) -> Any:
        acquired.append(database)
        return await acquire(database)

    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(open_stream(client, EVENTS))
            for client in (user_client, await log_in(app))
            for _ in range(tabs)
        ]
        monkeypatch.setattr(QuartDB, "acquire", count_acquire)
        for beat in (1, 2):
            hub.send_heartbeat()

            assert [await stream.read() for stream in streams] == [BEAT] * len(streams)
            assert len(acquired) == beat


async def test_each_stream_ends_with_its_own_session(
    app: Quart, user_client: Client, hub: Hub
) -> None:
    other = await log_in(app)
    async with open_stream(user_client, EVENTS) as ended, open_stream(other, EVENTS) as kept:
        await other.delete("/api/sessions")
        hub.send_heartbeat()

        assert [await ended.read(), await kept.read()] == ["", BEAT]


async def test_all_streams_of_a_disabled_person_end(
    app: Quart, user_client: Client, hub: Hub
) -> None:
    async with open_stream(user_client, EVENTS) as stream:
        await disable(app)
        hub.send_heartbeat()

        assert await stream.read() == ""
