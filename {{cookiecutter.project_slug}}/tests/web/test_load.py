"""Too much load: what waits already is answered, and the rest is refused immediately."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from quart import Quart, Response, request
from quart.typing import TestClientProtocol as Client

from app.config import Settings
from app.web.load import SENTENCE
from app.web.security import public
from tests.mails import wait_until
from tests.servers import serve_here
from tests.sockets import ask, connect

LIMIT = 10
CLOSE = b"Host: localhost\r\nSec-Fetch-Site: none\r\nConnection: close\r\n"
GET = b"GET /held HTTP/1.1\r\n%s\r\n" % CLOSE


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"max_waiting_requests": LIMIT})


class Held:
    """How many requests the added views have begun, and whether these may end."""

    def __init__(self, app: Quart) -> None:
        self.may_end = asyncio.Event()
        self.begun = 0

        @app.route("/held", methods=["GET", "POST"])
        @public
        async def answer() -> str:
            self.begun += 1
            await request.get_data()
            await self.may_end.wait()
            return "done"

        @app.get("/stream")
        @public
        async def stream() -> Response:
            return Response(self.write())

    async def write(self) -> AsyncIterator[bytes]:
        self.begun += 1
        yield b"begun"
        await self.may_end.wait()


@pytest.fixture
def held(app: Quart) -> Held:
    return Held(app)


async def send_many(client: Client, path: str, held: Held) -> list["asyncio.Task[Response]"]:
    """Send as many requests as may wait, and return when all have begun."""
    tasks = [asyncio.create_task(client.get(path)) for _ in range(LIMIT)]
    await wait_until(lambda: held.begun == LIMIT)
    return tasks


async def test_while_too_many_wait_a_request_is_refused(
    client: Client, held: Held, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = await send_many(client, "/held", held)

    refused = [await client.get("/held") for _ in range(3)]
    alive, ready = await client.get("/livez"), await client.get("/readyz")
    held.may_end.set()
    answers = await asyncio.gather(*waiting)

    assert {response.status_code for response in refused} == {503}
    assert refused[0].content_type == "application/problem+json"
    assert await refused[0].get_json() == {
        "title": "Service Unavailable",
        "status": 503,
        "detail": SENTENCE,
        "type": "about:blank",
    }
    assert refused[0].headers["Retry-After"] == "2"
    assert (alive.status_code, ready.status_code) == (200, 200)
    assert [response.status_code for response in answers] == [200] * LIMIT
    assert (await client.get("/held")).status_code == 200
    # The log tells of it, but not of each one.
    assert [record.name for record in caplog.records].count("app.web.load") == 1


async def test_a_browser_shows_a_sentence(client: Client, held: Held) -> None:
    waiting = await send_many(client, "/held", held)

    refused = await client.get("/held", headers={"Accept": "text/html,*/*;q=0.8"})
    held.may_end.set()
    await asyncio.gather(*waiting)

    assert refused.content_type == "text/plain; charset=utf-8"
    assert await refused.get_data(as_text=True) == f"{SENTENCE}\n"


async def test_a_stream_that_is_open_takes_no_place(client: Client, held: Held) -> None:
    streams = await send_many(client, "/stream", held)

    answer = await client.get("/api/users/me")
    held.may_end.set()
    await asyncio.gather(*streams)

    assert answer.status_code == 401


async def test_a_body_that_arrives_slowly_takes_no_place(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    begin = b"POST /held HTTP/1.1\r\n%sContent-Length: 2\r\n\r\n1" % CLOSE
    async with (
        serve_here(server_settings, unused_tcp_port) as (app, _),
        AsyncExitStack() as senders,
    ):
        held = Held(app)
        for _ in range(LIMIT):
            _, writer = await senders.enter_async_context(connect(unused_tcp_port))
            writer.write(begin)
        await wait_until(lambda: held.begun == LIMIT)

        held.may_end.set()
        answer = await ask(unused_tcp_port, GET)

    assert answer.endswith(b"done")


async def test_a_refusal_reaches_a_client_that_sends_a_body(
    server_settings: Settings, unused_tcp_port: int
) -> None:
    body = b"x" * 100_000
    post = b"POST /held HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s" % (CLOSE, len(body), body)
    async with serve_here(server_settings, unused_tcp_port) as (app, _):
        held = Held(app)
        waiting = [asyncio.create_task(ask(unused_tcp_port, GET)) for _ in range(LIMIT)]
        await wait_until(lambda: held.begun == LIMIT)

        refused = await ask(unused_tcp_port, post)
        held.may_end.set()
        answers = await asyncio.gather(*waiting)

    assert refused.startswith(b"HTTP/1.1 503")
    assert SENTENCE.encode() in refused
    assert all(answer.endswith(b"done") for answer in answers)
