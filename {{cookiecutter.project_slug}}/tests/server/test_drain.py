"""The production server, run as a process and stopped by a signal."""

import asyncio
import sys

import pytest
from quart import Quart

from app import create_app
from app.config import Settings
from app.server import drain
from app.server import run_server as run_server_here
from app.server.listening import bind_sockets
from app.web.security import public
from tests.constants import PATIENCE
from tests.mails import Inbox, queue_greetings, wait_until_sent
from tests.servers import run_server, serve_here, wait_until_listening
from tests.sockets import WEBSOCKET, ask, connect, open_websocket

pytestmark = pytest.mark.slow

windows = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
LIVE_VIEWS = """
from quart import websocket
from app.live.streams import stream_events

async def may_continue():
    return True

@app.get("/stream")
@public
async def stream():
    return await stream_events("changes", may_continue)

@app.websocket("/websocket")
@public
async def listen():
    await websocket.accept()
    with app.extensions["LIVE"].open_queue("changes") as queue:
        while await queue.get() is not None:
            pass
"""


async def fetch(port: int, path: str) -> int | None:
    """Return the status of the answer, or None if the connection ended without one."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        line = await reader.readline()
        writer.close()
    except OSError:
        return None
    return int(line.split()[1]) if line else None


@windows
async def test_a_signal_lets_a_request_finish_and_takes_no_new_ones(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port) as server:
        assert server.stdout is not None
        request = asyncio.create_task(fetch(unused_tcp_port, "/until-the-stop"))
        assert await server.stdout.readline() == b"begun\n"
        server.terminate()

        assert await request == 200
        assert await server.wait() == 0
        assert await fetch(unused_tcp_port, "/livez") is None


@windows
async def test_a_stream_and_a_websocket_that_are_open_delay_no_stop(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with (
        run_server(server_settings, unused_tcp_port, LIVE_VIEWS) as server,
        connect(unused_tcp_port) as (stream, writer),
        connect(unused_tcp_port) as (reader, other),
    ):
        writer.write(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await stream.readuntil(b"retry: 1000")
        await open_websocket(reader, other, "/websocket")
        server.terminate()

        # Requests would get a minute.
        assert await asyncio.wait_for(server.wait(), PATIENCE) == 0


async def test_behind_a_proxy_the_server_takes_requests_until_that_knows_of_the_stop(
    server_settings: Settings, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "NOTICE_SECONDS", 2.0)
    request = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
    settings = server_settings.model_copy(update={"trusted_hops": 1})
    async with (
        serve_here(settings, unused_tcp_port) as (_, stop),
        connect(unused_tcp_port) as (reader, writer),
    ):
        writer.write(request)
        before = await reader.readuntil(b"}\n")
        stop.set()

        check = await fetch(unused_tcp_port, "/readyz/server")
        new = await ask(unused_tcp_port, request)
        writer.write(request)
        kept = await reader.read()

    assert check == 503
    assert b"\r\nconnection: close" not in before.lower()
    for answer in (new, kept):
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"\r\nconnection: close\r\n" in answer.lower()
    assert await fetch(unused_tcp_port, "/livez") is None


async def test_one_process_serves_and_sends_mail(
    app: Quart, settings: Settings, inbox: Inbox, unused_tcp_port: int
) -> None:
    await queue_greetings(app, ["ada@example.com"])
    changed = inbox.settings(settings).model_copy(update={"run_tasks": True})

    async with run_server(changed, unused_tcp_port):
        await wait_until_sent(app)

    assert inbox.recipients == ["ada@example.com"]


async def test_a_request_that_never_ends_is_ended_when_the_server_stops(
    server_settings: Settings, unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(server_settings.model_copy(update={"port": unused_tcp_port}))
    has_begun = asyncio.Event()

    @app.get("/endless")
    @public
    async def wait() -> str:
        has_begun.set()
        await asyncio.Event().wait()
        return "never"

    stop = asyncio.Event()
    monkeypatch.setattr(drain, "GRACE_SECONDS", 0.1)
    sockets = bind_sockets(app.config["SETTINGS"])
    serving = asyncio.create_task(run_server_here(app, sockets, stop))
    await wait_until_listening(unused_tcp_port)
    request = asyncio.create_task(fetch(unused_tcp_port, "/endless"))
    await has_begun.wait()

    stop.set()

    await serving
    assert await request != 200


async def test_after_a_refused_websocket_nothing_more_is_sent_on_its_connection(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    """A proxy would else send its next request there, which the server takes for a message."""
    request = f"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n{WEBSOCKET}\r\n".encode()
    async with (
        serve_here(server_settings, unused_tcp_port),
        connect(unused_tcp_port) as (reader, writer),
    ):
        writer.write(request)
        async with asyncio.timeout(PATIENCE):
            answer = await reader.readuntil(b"\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"connection: close" in answer.lower()


@windows
async def test_what_is_answered_while_the_server_stops_closes_its_connection(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port) as server:
        assert server.stdout is not None
        request = b"GET /until-the-stop HTTP/1.1\r\nHost: localhost\r\n\r\n"
        asking = asyncio.create_task(ask(unused_tcp_port, request))
        assert await server.stdout.readline() == b"begun\n"
        server.terminate()

        assert b"\r\nconnection: close\r\n" in (await asking).lower()
