"""Clients that write bytes to a socket, as no browser does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from tests.constants import PATIENCE

WEBSOCKET = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


@asynccontextmanager
async def connect(
    port: int, host: str = "127.0.0.1"
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Open a connection, and abort it at the end, whatever was sent."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def ask(port: int, request: bytes, host: str = "127.0.0.1") -> bytes:
    """Send bytes, and return everything that comes back until the server closes."""
    async with connect(port, host) as (reader, writer), asyncio.timeout(PATIENCE):
        writer.write(request)
        return await reader.read()


async def read_status(port: int, request: bytes) -> int:
    """Send bytes and return the status of the answer. Read it to its end, if it has one."""
    async with connect(port) as (reader, writer), asyncio.timeout(PATIENCE):
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 100"):  # It invites the client to send the body.
            head = await reader.readuntil(b"\r\n\r\n")
        if b"connection: close" in head.lower():
            await reader.read()
        return int(head[9:12])


async def open_websocket(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, headers: str = ""
) -> None:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{WEBSOCKET}{headers}\r\n".encode())
    async with asyncio.timeout(PATIENCE):
        answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101"), answer


def build_message(text: str, *, is_last: bool = True) -> bytes:
    """Return a message of a WebSocket, or a part of one, as a client sends it."""
    return Connection(ConnectionType.CLIENT).send(TextMessage(text, message_finished=is_last))
