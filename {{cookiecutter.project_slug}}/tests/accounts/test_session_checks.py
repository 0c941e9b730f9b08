"""Streams ask whether their sessions go on: together, not each by itself."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client
from quart_auth import login_required
from quart_db import QuartDB

from app.accounts.session_queries import PARAMETERS, NewSession, has_session, insert_session
from app.accounts.sessions import current_user
from app.db import transaction
from app.live import Hub
from app.live.streams import stream_events
from tests.accounts.people import create_user, disable, log_in
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


@pytest.fixture
def acquired(app: Quart, monkeypatch: pytest.MonkeyPatch) -> list[QuartDB]:
    """Return a list that grows by one each time the app takes a connection to the database."""
    acquired = []
    acquire = QuartDB.acquire

    async def count_acquire(database: QuartDB) -> Any:
        acquired.append(database)
        return await acquire(database)

    monkeypatch.setattr(QuartDB, "acquire", count_acquire)
    return acquired


@pytest.mark.parametrize("tabs", [1, 7])
async def test_all_streams_of_a_heartbeat_take_one_connection(
    app: Quart, user_client: Client, hub: Hub, tabs: int, acquired: list[QuartDB]
) -> None:
    await create_user(app, "grace@example.com")
    async with AsyncExitStack() as stack:
        streams = [
            await stack.enter_async_context(open_stream(client, EVENTS))
            for client in (user_client, await log_in(app), await log_in(app, "grace@example.com"))
            for _ in range(tabs)
        ]
        acquired.clear()
        for beat in (1, 2):
            # A stream that has just sent something may not wait for the next event yet.
            for _ in range(10):
                await asyncio.sleep(0)
            hub.send_heartbeat()

            assert [await stream.read() for stream in streams] == [BEAT] * len(streams)
            assert len(acquired) == beat


async def test_more_people_than_a_query_has_room_for_are_asked_for_in_several(
    app: Quart, acquired: list[QuartDB]
) -> None:
    now = datetime.now(UTC)
    people = [await create_user(app, f"{number}@example.com") for number in range(120)]
    sessions = [(user.id, f"session of {number}") for number, user in enumerate(people)]
    assert len(people) > 2 * len(PARAMETERS)
    async with app.app_context():
        async with transaction() as connection:
            for user_id, session_id in sessions:
                session = NewSession(session_id, user_id, "", "", now)
                assert await insert_session(connection, session, None)
        acquired.clear()

        own = [has_session(*each) for each in sessions]
        foreign = [has_session(people[0].id, session_id) for _, session_id in sessions[1:]]
        answers = await asyncio.gather(*own, *foreign)

    assert answers == [True] * len(own) + [False] * len(foreign)
    assert len(acquired) == 1


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
