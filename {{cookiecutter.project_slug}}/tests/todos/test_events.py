"""Todos that change are told of to every open page of their owner."""

from quart import Quart
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import create_user, log_in
from tests.streams import open_stream

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


async def test_a_stranger_hears_nothing(client: Client) -> None:
    assert (await client.get(EVENTS)).status_code == 401


async def test_a_stream_ends_with_its_session(app: Quart, user_client: Client) -> None:
    other = await log_in(app)

    async with open_stream(user_client, EVENTS) as stream:
        app.extensions["LIVE"].send_heartbeat()
        assert await stream.read() == ": heartbeat\n\n"
        await other.delete("/api/sessions")
        app.extensions["LIVE"].send_heartbeat()

        assert await stream.read() == ""
