"""A server that takes what the app sends to Sentry, and keeps it."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import brotli

from tests.constants import PATIENCE

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


class SentryServer:
    """The server. `received` is everything that was sent, and `events` the part in JSON.

    Without `is_awake`, it takes everything and answers nothing.
    """

    def __init__(self, *, is_awake: bool) -> None:
        self.dsn = ""
        self.received = b""
        self.events: list[dict[str, Any]] = []
        self._is_awake = is_awake
        self._arrival = asyncio.Event()

    @property
    def traces(self) -> list[dict[str, Any]]:
        return [event for event in self.events if event.get("type") == "transaction"]

    async def wait_for(self, count: int) -> None:
        """Wait until as many events have arrived."""
        async with asyncio.timeout(PATIENCE):
            while len(self.events) < count:
                self._arrival.clear()
                await self._arrival.wait()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode().split("\r\n")[1:-2]
                headers = dict(line.lower().split(": ", 1) for line in lines)
                body = await reader.readexactly(int(headers["content-length"]))
                body = DECODERS[headers.get("content-encoding", "")](body)
                self.received += head + body
                self.events += read_events(body)
                self._arrival.set()
                if self._is_awake:
                    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()


def read_events(envelope: bytes) -> Iterator[dict[str, Any]]:
    """Yield the errors and traces of an envelope, which has a line before each part."""
    _, _, rest = envelope.partition(b"\n")
    while rest:
        head, _, rest = rest.partition(b"\n")
        part = json.loads(head)
        body, rest = rest[: part["length"]], rest[part["length"] + 1 :]
        if part["type"] in {"event", "transaction"}:
            yield json.loads(body)


def name_exception(event: dict[str, Any]) -> Any:
    return event["exception"]["values"][-1]["type"]


@asynccontextmanager
async def run_sentry(*, is_awake: bool = True) -> AsyncIterator[SentryServer]:
    sentry = SentryServer(is_awake=is_awake)
    server = await asyncio.start_server(sentry.answer, "127.0.0.1", 0)
    sentry.dsn = f"http://key@127.0.0.1:{server.sockets[0].getsockname()[1]}/1"
    try:
        yield sentry
    finally:
        server.close()
