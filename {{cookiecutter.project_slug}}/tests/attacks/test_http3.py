"""Connections in HTTP/3 that are made to bypass checks, or to wear the server down."""

import asyncio
import os
import socket
from collections.abc import Callable

import pytest
from aioquic.buffer import encode_uint_var
from aioquic.h3.connection import FrameType, encode_frame
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection

from app.config import Settings
from tests.attacks.test_http2 import REFUSED
from tests.certificates import Certificate
from tests.constants import PATIENCE
from tests.http3 import Client, connect
from tests.servers import serve_here

pytestmark = pytest.mark.slow

HEADS = {name: head for name, head in REFUSED.items() if not head[-1][0].startswith("x-")}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
async def test_a_request_over_http3_that_does_not_fit_together_is_refused(
    tls_settings: Settings,
    certificate: Certificate,
    unused_tcp_port: int,
    head: list[tuple[str, str]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serve_here(tls_settings, unused_tcp_port):
        async with connect(unused_tcp_port, certificate) as client:
            answer = await client.read_answer(client.begin("", head=head, is_last=True))
        await assert_it_answers(unused_tcp_port, certificate)

    assert answer.status in {0, 400, 431, 501}
    problems = [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
    assert [record.getMessage() for record in problems] == []


def reset_rapidly(client: Client, _: int) -> None:
    for _ in range(120):
        stream_id = client.begin("/livez", is_last=False)
        client._quic.reset_stream(stream_id, 0x10C)
        client._quic.stop_stream(stream_id, 0x10C)
        client.transmit()


def send_headers_without_end(client: Client, _: int) -> None:
    stream_id = client._quic.get_next_available_stream_id()
    endless = encode_uint_var(FrameType.HEADERS) + encode_uint_var(2**40)
    client._quic.send_stream_data(stream_id, endless + bytes(900_000))


def send_large_headers(client: Client, _: int) -> None:
    client.begin("/livez", "GET", *((f"x-{n}", "x" * 1000) for n in range(80)), is_last=True)


def send_unknown_frames(client: Client, _: int) -> None:
    stream_id = client._quic.get_next_available_stream_id()
    client._quic.send_stream_data(stream_id, encode_frame(0x21, b"") * 5_000)


def send_a_broken_head(client: Client, _: int) -> None:
    stream_id = client._quic.get_next_available_stream_id()
    client._quic.send_stream_data(stream_id, encode_frame(FrameType.HEADERS, b"\xff" * 100))


def send_a_body_of_another_length(client: Client, _: int) -> None:
    stream_id = client.begin("/livez", "POST", ("content-length", "9"), is_last=False)
    client.http.send_data(stream_id, b"a body", True)


def send_noise(_: Client, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for size in range(1, 1_400, 7):
            sock.sendto(os.urandom(size), ("127.0.0.1", port))
            sock.sendto(b"\xc0\0\0\0\1\x08" + os.urandom(size), ("127.0.0.1", port))


def open_many_connections(_client: Client, port: int) -> None:
    """As with forged addresses: none goes on after its first packet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        for _ in range(200):
            quic = QuicConnection(configuration=QuicConfiguration(alpn_protocols=["h3"]))
            quic.connect(("127.0.0.1", port), now=0.0)
            for data, _address in quic.datagrams_to_send(now=0.0):
                sock.sendto(data, ("127.0.0.1", port))


@pytest.mark.parametrize(
    "attack",
    [
        *(reset_rapidly, send_headers_without_end, send_large_headers, send_unknown_frames),
        *(send_a_broken_head, send_a_body_of_another_length, send_noise, open_many_connections),
    ],
)
async def test_the_server_survives_and_answers_others_over_http3(
    tls_settings: Settings,
    certificate: Certificate,
    unused_tcp_port: int,
    attack: Callable[[Client, int], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with (
        serve_here(tls_settings, unused_tcp_port),
        connect(unused_tcp_port, certificate) as client,
    ):
        for _ in range(3):
            attack(client, unused_tcp_port)
            client.transmit()
            await assert_it_answers(unused_tcp_port, certificate)

    problems = [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}]
    assert [record.getMessage() for record in problems] == []


async def assert_it_answers(port: int, certificate: Certificate) -> None:
    async with asyncio.timeout(PATIENCE), connect(port, certificate) as client:
        assert (await client.ask("/livez")).status == 200
