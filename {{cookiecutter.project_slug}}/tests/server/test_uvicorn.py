"""A guarantee that uvicorn gets in a way of its own."""

import asyncio

import pytest

from app.config import Settings
from app.server import connections
from app.server.connections import open_transports
from tests.server.test_connections import ask_without_reading

pytestmark = pytest.mark.slow

pytest.importorskip("uvicorn", reason="uvicorn is not installed")


async def test_a_client_that_reads_nothing_delays_no_end_of_its_connection(
    settings: Settings, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    uvicorn_settings = settings.model_copy(update={"server": "uvicorn"})
    monkeypatch.setattr(connections, "CLOSE_SECONDS", 0.1)
    async with ask_without_reading(uvicorn_settings, unused_tcp_port):
        while not is_any_unread():  # noqa: ASYNC110, no event tells
            await asyncio.sleep(0.01)
        for transport in open_transports:
            transport.close()
        while open_transports:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def is_any_unread() -> bool:
    return any(transport.get_write_buffer_size() for transport in open_transports)
