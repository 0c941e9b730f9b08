"""Someone who is logged in sends more messages than anyone reads, and leaves."""

import asyncio

import pytest
from quart import Quart
from quart.typing import TestClientProtocol as Client

from app import live
from app.config import Settings
from app.server.connections import open_transports
from tests.constants import PATIENCE
from tests.servers import serve_here
from tests.sockets import build_message, connect, open_websocket

pytestmark = pytest.mark.slow


async def test_a_flood_leaves_no_connection_open(
    app: Quart, user_client: Client, server_settings: Settings, unused_tcp_port: int
) -> None:
    # More than the queues hold, and less than what aborts the connection.
    flood = build_message("looking") * 300
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in user_client.cookie_jar or ())
    async with serve_here(server_settings, unused_tcp_port):
        for _ in range(live.MAX_LISTENERS + 1):
            async with connect(unused_tcp_port) as (reader, writer):
                headers = f"Cookie: {cookies}\r\n"
                await open_websocket(reader, writer, "/api/presence", headers)
                writer.write(flood)
                await writer.drain()
        async with asyncio.timeout(PATIENCE):
            while open_transports:  # noqa: ASYNC110, no event tells
                await asyncio.sleep(0.01)
