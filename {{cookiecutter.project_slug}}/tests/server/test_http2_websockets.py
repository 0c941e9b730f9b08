"""WebSockets in HTTP/2, beside other requests of their connection (RFC 8441)."""

import asyncio

from quart import websocket
from wsproto.events import BytesMessage, CloseConnection, Ping, Pong, TextMessage

from app.config import Settings
from app.web.security import public
from tests.certificates import Certificate
from tests.constants import PATIENCE
from tests.http2 import Client, WebSocket, connect
from tests.servers import serve_here


async def test_a_websocket_over_http2(http2_client: Client) -> None:
    sockets = [WebSocket(http2_client, "/echo") for _ in range(2)]
    for number, each in enumerate(sockets):
        assert await each.open() == 200
        assert await each.receive() == TextMessage("wss://localhost/echo")
        each.send(TextMessage(f"hello {number}"))
    answers = [await each.receive() for each in sockets]
    sockets[0].send(Ping(b"still here?"))
    pong = await sockets[0].receive()
    sockets[0].send(CloseConnection(code=1000))
    closed = await sockets[0].receive()
    for _ in range(4):
        sockets[1].send(BytesMessage(b"x" * 16_350, message_finished=False))
    await http2_client.receive()
    sockets[1].send(BytesMessage(b"x" * 16_350, message_finished=False))
    refused = await sockets[1].receive()
    unknown = await WebSocket(http2_client, "/nowhere").open()
    foreign = await WebSocket(http2_client, "/echo", ("origin", "https://evil.example")).open()
    own = await WebSocket(http2_client, "/echo", ("origin", "https://localhost")).open()

    assert answers == [TextMessage("hello 0"), TextMessage("hello 1")]
    assert isinstance(pong, Pong)
    assert isinstance(closed, CloseConnection)
    assert isinstance(refused, CloseConnection)
    assert refused.code == 1009
    assert (unknown, foreign, own) == (404, 403, 200)
    assert (await http2_client.ask("/livez")).status == 200


async def test_a_websocket_whose_client_leaves_ends(
    tls_settings: Settings, certificate: Certificate, unused_tcp_port: int
) -> None:
    async with serve_here(tls_settings, unused_tcp_port) as (app, _):
        ended = asyncio.Queue[None]()

        @app.websocket("/waits")
        @public
        async def wait() -> None:
            try:
                await websocket.accept()
                await asyncio.Event().wait()
            finally:
                ended.put_nowait(None)

        async with asyncio.timeout(PATIENCE):
            async with connect(unused_tcp_port, certificate.create_context("h2")) as client:
                half_closed, reset, cut = (WebSocket(client, "/waits") for _ in range(3))
                for each in (half_closed, reset, cut):
                    await each.open()
                client.connection.end_stream(half_closed.stream_id)
                client.flush()
                await ended.get()
                client.connection.reset_stream(reset.stream_id)
                client.flush()
                await ended.get()
            await ended.get()
