"""Connections in HTTP/2 that are made to bypass checks, or to wear the server down."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from h2.errors import ErrorCodes
from hpack import Encoder
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    HeadersFrame,
    PingFrame,
    PriorityFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from app.config import Settings
from app.server.connections import open_transports
from tests.certificates import Certificate
from tests.constants import PATIENCE
from tests.http2 import Client, build_head, connect
from tests.servers import serve_here

pytestmark = pytest.mark.slow

HEAD = build_head("/livez")
BLOCK = Encoder().encode(HEAD)
# How many frames, requests or the like a flood has.
COUNT = 3_000


def replace(name: str, value: str) -> list[tuple[str, str]]:
    return [(each, value if each == name else old) for each, old in HEAD]


REFUSED = {
    "another host": [*HEAD, ("host", "evil.example")],
    "two hosts": [*HEAD, ("host", "localhost"), ("host", "evil.example")],
    "two authorities": [*HEAD, (":authority", "evil.example")],
    "an authority that is no host": replace(":authority", "\xe9"),
    "a part of HTTP/1.1": [*HEAD, ("transfer-encoding", "chunked")],
    "a connection header": [*HEAD, ("connection", "upgrade")],
    "a line break": [*HEAD, ("x-forged", "a\r\nx-forwarded-for: 127.0.0.1")],
    "a request in a path": replace(":path", "/livez HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
    "a path without a slash": replace(":path", "livez"),
    "another site's path": replace(":path", "https://evil.example/livez"),
    "a path in Latin-1": replace(":path", "/\xe9"),
    "no path": replace(":path", ""),
    "a method in Latin-1": replace(":method", "G\xc9T"),
    "a method with a space": replace(":method", "GET /livez"),
    "a tunnel": [(":method", "CONNECT"), (":authority", "localhost:22")],
    "a tunnel for another protocol": [*build_head("/", "CONNECT"), (":protocol", "connect-udp")],
    "an upgrade": [*HEAD, ("upgrade", "h2c")],
    "a head of capitals": [*HEAD, ("X-Capital", "a")],
    "a body of no size": [*build_head("/livez", "POST"), ("content-length", "a")],
    "headers without end": [*HEAD, *((f"x-{number}", "x" * 1000) for number in range(70))],
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED.keys())
async def test_a_request_that_does_not_fit_together_is_refused(
    tls_settings: Settings,
    certificate: Certificate,
    unused_tcp_port: int,
    headers: list[tuple[str, str]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with (
        serve_here(tls_settings, unused_tcp_port),
        connect(unused_tcp_port, certificate.create_context("h2")) as client,
    ):
        stream_id = client.send_head(
            [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]  # type: ignore[misc]
        )
        answer = await client.read_answer(stream_id)
        await assert_it_answers(unused_tcp_port, certificate)

    assert answer.status in {0, 400, 431, 501}
    assert not any(record.levelname in {"WARNING", "ERROR"} for record in caplog.records)


@pytest.mark.parametrize("length", ["1", "100"])
async def test_a_body_of_another_length_is_refused(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int, length: str
) -> None:
    async with (
        serve_here(tls_settings, unused_tcp_port),
        connect(unused_tcp_port, certificate.create_context("h2")) as client,
    ):
        answer = await client.ask("/livez", "POST", ("content-length", length), body=b"a body")
        await assert_it_answers(unused_tcp_port, certificate)

    assert answer.status == 0


def reset_rapidly() -> Iterator[bytes]:
    """CVE-2023-44487: no request is open for long, so none counts."""
    for stream_id in range(1, 2 * COUNT, 2):
        yield HeadersFrame(stream_id, BLOCK, flags=["END_HEADERS", "END_STREAM"]).serialize()
        yield RstStreamFrame(stream_id, ErrorCodes.CANCEL).serialize()


def have_the_server_reset() -> Iterator[bytes]:
    """CVE-2025-8671: the server resets what the client breaks, so it does not count either."""
    for stream_id in range(1, 2 * COUNT, 2):
        yield HeadersFrame(stream_id, BLOCK, flags=["END_HEADERS", "END_STREAM"]).serialize()
        yield DataFrame(stream_id, b"more").serialize()


def open_too_many() -> Iterator[bytes]:
    for stream_id in range(1, 2 * COUNT, 2):
        yield HeadersFrame(stream_id, BLOCK, flags=["END_HEADERS"]).serialize()


def continue_forever() -> Iterator[bytes]:
    """CVE-2024-27316: headers without an end."""
    yield HeadersFrame(1, BLOCK).serialize()
    for _ in range(COUNT):
        yield ContinuationFrame(1, b"\x00\x01a\x01b" * 10).serialize()


def unpack_a_bomb() -> Iterator[bytes]:
    """CVE-2016-6581: each byte repeats a header of 4,000."""
    large = b"\x40\x01a\x7f\xa1\x1e" + b"x" * 4_000
    yield HeadersFrame(1, BLOCK + large + b"\xbe" * 10_000, flags=["END_HEADERS"]).serialize()


def prioritize() -> Iterator[bytes]:
    for stream_id in range(1, 2 * COUNT, 2):
        yield PriorityFrame(stream_id, depends_on=stream_id + 2, stream_weight=1).serialize()


def ping() -> Iterator[bytes]:
    for _ in range(COUNT):
        yield PingFrame(0, b"12345678").serialize()


def change_settings() -> Iterator[bytes]:
    for _ in range(COUNT):
        yield SettingsFrame(0, settings={SettingsFrame.INITIAL_WINDOW_SIZE: 1}).serialize()


def open_no_window() -> Iterator[bytes]:
    yield HeadersFrame(1, BLOCK, flags=["END_HEADERS", "END_STREAM"]).serialize()
    yield WindowUpdateFrame(1, 2**31 - 1).serialize() * 2
    yield WindowUpdateFrame(0, 2**31 - 1).serialize() * 2


def send_empty_frames() -> Iterator[bytes]:
    yield HeadersFrame(1, BLOCK, flags=["END_HEADERS"]).serialize()
    for _ in range(COUNT):
        yield DataFrame(1).serialize()


def send_noise() -> Iterator[bytes]:
    yield b"\xff" * 100_000


@pytest.mark.parametrize(
    "attack",
    [
        *(reset_rapidly, have_the_server_reset, open_too_many, continue_forever, unpack_a_bomb),
        *(prioritize, ping, change_settings, open_no_window, send_empty_frames, send_noise),
    ],
)
async def test_the_server_survives_a_flood_and_answers_others(
    tls_settings: Settings,
    certificate: Certificate,
    unused_tcp_port: int,
    attack: Callable[[], Iterator[bytes]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serve_here(tls_settings, unused_tcp_port):
        async with connect(unused_tcp_port, certificate.create_context("h2")) as client:
            reading = asyncio.create_task(read_forever(client))
            with suppress(OSError):  # The server has had enough.
                for number, frame in enumerate(attack()):
                    client.writer.write(frame)
                    if number % 1000 == 0:
                        await client.writer.drain()
                        await assert_it_answers(unused_tcp_port, certificate)
                    if client.writer.is_closing():
                        break
            await assert_it_answers(unused_tcp_port, certificate)
            reading.cancel()
        async with asyncio.timeout(PATIENCE):
            while open_transports:  # noqa: ASYNC110, no event tells
                await asyncio.sleep(0.01)

    assert not any(record.levelname in {"WARNING", "ERROR"} for record in caplog.records)


async def read_forever(client: Client) -> None:
    while await client.reader.read(65536):
        pass


async def assert_it_answers(port: int, certificate: Certificate) -> None:
    async with asyncio.timeout(PATIENCE), connect(port, certificate.create_context("h2")) as client:
        assert (await client.ask("/livez")).status == 200
