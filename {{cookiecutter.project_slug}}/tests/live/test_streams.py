"""Streams of server-sent events: how they begin, and what ends them."""

import asyncio
import gc
import weakref
from typing import Any

import pytest
from quart import Quart, Request, request
from quart.typing import TestClientProtocol as Client

from app import live
from app.db import DatabaseUnavailable
from app.live import Hub
from app.live.streams import stream_events
from app.web.security import public
from tests.streams import open_stream, wait_for_listeners

EVENTS = "/api/events"


class Session:
    """The question that a stream asks at every heartbeat."""

    goes_on = True
    error: Exception | None = None

    async def may_continue(self) -> bool:
        if self.error:
            raise self.error
        return self.goes_on


@pytest.fixture
def session(app: Quart) -> Session:
    """Add a stream to the app, whose session a test can end."""
    session = Session()

    @app.get(EVENTS)
    @public
    async def show_events() -> Any:
        return await stream_events("changes", session.may_continue)

    return session


@pytest.fixture
def hub(app: Quart, session: Session) -> Hub:
    hub: Hub = app.extensions["LIVE"]
    return hub


async def test_an_event_comes_as_it_was_published(client: Client, hub: Hub) -> None:
    async with open_stream(client, EVENTS) as stream:
        await hub.publish_event("others", "not for this one")
        await hub.publish_event("changes", "changed")

        assert await stream.read() == "data: changed\n\n"


async def test_no_proxy_collects_or_keeps_it(client: Client, hub: Hub) -> None:
    async with asyncio.timeout(5):
        response = await client.head(EVENTS)

    assert response.status_code == 200
    assert response.content_type == "text/event-stream"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.headers["Cache-Control"] == "no-store"
    # Its connection ends with it.
    assert response.headers["Connection"] == "close"
    # HEAD has no stream.
    assert hub._listeners == {}


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}]
)
@pytest.mark.usefixtures("session")
async def test_another_site_hears_nothing(client: Client, headers: dict[str, str]) -> None:
    assert (await client.get(EVENTS, headers=headers)).status_code == 403


async def test_a_stream_ends_when_the_server_stops(app: Quart, client: Client, hub: Hub) -> None:
    async with open_stream(client, EVENTS) as stream:
        app.extensions["DRAINING"].set()

        assert await stream.read() == ""


async def test_a_stream_that_is_opened_while_the_server_stops_ends_immediately(
    app: Quart, client: Client, hub: Hub
) -> None:
    async with open_stream(client, EVENTS) as stream:
        app.extensions["DRAINING"].set()
        await stream.read()

    async with open_stream(client, EVENTS) as late:
        assert await late.read() == ""


async def test_a_stream_ends_with_its_session(client: Client, hub: Hub, session: Session) -> None:
    async with open_stream(client, EVENTS) as stream:
        hub.send_heartbeat()
        assert await stream.read() == ": heartbeat\n\n"
        session.goes_on = False
        hub.send_heartbeat()

        assert await stream.read() == ""


async def test_a_stream_ends_calmly_without_the_database(
    client: Client, hub: Hub, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    session.error = DatabaseUnavailable()

    async with open_stream(client, EVENTS) as stream:
        hub.send_heartbeat()

        assert await stream.read() == ""
    assert [entry for entry in caplog.records if entry.levelname == "ERROR"] == []


async def test_an_open_stream_keeps_nothing_of_its_request(app: Quart, client: Client) -> None:
    """Each open page would take half as much memory again."""
    seen: list[weakref.ref[Request]] = []

    @app.get(EVENTS)
    @public
    async def show_events() -> Any:
        seen.append(weakref.ref(request._get_current_object()))  # type: ignore[attr-defined]
        return await stream_events("changes", Session().may_continue)

    async with open_stream(client, EVENTS):
        gc.collect()

        assert [ref() for ref in seen] == [None]


async def test_a_client_that_leaves_is_forgotten(client: Client, hub: Hub) -> None:
    async with open_stream(client, EVENTS):
        await wait_for_listeners(hub, 1)

    await wait_for_listeners(hub, 0)


async def test_the_streams_of_one_topic_are_limited(
    client: Client, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MAX_LISTENERS", 1)

    async with open_stream(client, EVENTS):
        response = await client.get(EVENTS)

    assert response.status_code == 429


async def test_heartbeats_come_by_themselves(
    client: Client, hub: Hub, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.01)
    beating = asyncio.create_task(hub.send_heartbeats())

    async with open_stream(client, EVENTS) as stream:
        assert await stream.read() == ": heartbeat\n\n"
    beating.cancel()
