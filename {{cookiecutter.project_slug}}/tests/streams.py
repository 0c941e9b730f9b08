"""Functions that read responses without an end: server-sent events and WebSockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from quart import Response
from quart.testing.connections import WebsocketResponseError
from quart.typing import TestClientProtocol as Client

from app.live import Hub
from tests.constants import PATIENCE


class Stream:
    """The server-sent events of one open page."""

    def __init__(self, connection: object) -> None:
        self._connection = connection

    async def read(self) -> str:
        """Return the next part. Raise `TimeoutError` if none comes."""
        async with asyncio.timeout(PATIENCE):
            part: bytes = await self._connection.receive()  # type: ignore[attr-defined]
        return part.decode()


@asynccontextmanager
async def open_stream(client: Client, path: str, **headers: str) -> AsyncIterator[Stream]:
    async with client.request(path, headers=headers) as connection:
        await connection.send_complete()
        stream = Stream(connection)
        assert await stream.read() == "retry: 1000\n\n"
        yield stream
        await connection.disconnect()


async def wait_for_listeners(hub: Hub, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while sum(map(len, hub._listeners.values())) != count:  # noqa: ASYNC110, no event tells
            await asyncio.sleep(0.01)


async def read_start(client: Client, method: str, path: str) -> Response:
    """Send an empty object, and return the response even if its body has no end."""
    headers = {"Content-Type": "application/json", "Content-Length": "2"}
    async with client.request(path, method=method, headers=headers) as connection:
        await connection.send(b"{}")
        await connection.send_complete()
        async with asyncio.timeout(PATIENCE):
            await connection.receive()
        await connection.disconnect()
    return await connection.as_response()


async def read_websocket_status(client: Client, path: str, **headers: str) -> int:
    """Return the status that answers a request for a WebSocket: 101 if it is opened."""
    try:
        async with client.websocket(path, headers=headers) as connection:
            async with asyncio.timeout(PATIENCE):
                await connection.receive()
            return 101
    except WebsocketResponseError as refused:
        return refused.response.status_code
