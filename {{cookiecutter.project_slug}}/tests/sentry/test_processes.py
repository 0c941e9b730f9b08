"""Each process reports to Sentry, to its end, and waits for no answer."""

import asyncio
import re
import sys

import pytest

from app.config import Settings
from tests.constants import PATIENCE
from tests.sentry.leaks import ROUTES, get, post_form, stop
from tests.sentry.server import SentryServer, name_exception, run_sentry
from tests.servers import make_environment, run_server, wait_until_listening
from tests.sockets import ask

pytestmark = pytest.mark.slow

WORKERS = """
import os
import time
from app import create_app, server
from app.config import load_settings
from app.web.security import public

def load_app():
    app = create_app(settings)
    app.config["QUART_RATE_LIMITER_ENABLED"] = False

    @app.get("/fail")
    @public
    async def fail():
        time.sleep(0.1)  # so that the other process takes the next request
        raise LookupError(f"in {os.getpid()}")

    return app

settings = load_settings()
server.serve(settings, load_app)
"""
HANGING = """
import asyncio

drain.GRACE_SECONDS = drain.ABORT_SECONDS = 0.2

@app.get("/hang")
@public
async def hang():
    print("begun", flush=True)
    await asyncio.sleep(60)
"""
CRASH = "from app import create_app; create_app(); raise LookupError('the end')"


async def test_a_crash_is_reported(settings: Settings, sentry: SentryServer) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CRASH),
        env=make_environment(settings),
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(PATIENCE):
        assert await process.wait() == 1

    assert [name_exception(event) for event in sentry.events] == ["LookupError"]


async def test_a_request_that_is_cut_off_at_the_stop_is_no_error(
    server_settings: Settings, sentry: SentryServer, unused_tcp_port: int
) -> None:
    async with run_server(server_settings, unused_tcp_port, HANGING) as server:
        asking = asyncio.create_task(ask(unused_tcp_port, b"GET /hang HTTP/1.1\r\nHost: a\r\n\r\n"))
        assert server.stdout is not None
        await server.stdout.readuntil(b"begun")
        assert await stop(server) == 0
        await asking

    assert sentry.events == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot share a port")
async def test_each_process_of_a_server_reports(
    settings: Settings, sentry: SentryServer, unused_tcp_port: int
) -> None:
    more = {"WEB_CONCURRENCY": "2", "PORT": str(unused_tcp_port), "REDIS_URL": ""}
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WORKERS),
        env={**make_environment(settings), **more},
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await wait_until_listening(unused_tcp_port)
        async with asyncio.timeout(PATIENCE):
            while len(set(re.findall(rb'"in \d+"', sentry.received))) < 2:
                await asyncio.gather(*(get(unused_tcp_port, "/fail") for _ in range(4)))
    finally:
        assert await stop(server) == 0


async def test_a_sentry_that_does_not_answer_holds_nothing_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    async with run_sentry(is_awake=False) as sentry:
        monkeypatch.setenv("SENTRY_DSN", sentry.dsn)
        async with run_server(settings, unused_tcp_port, ROUTES) as server:
            answers = [await post_form(unused_tcp_port) for _ in range(3)]
            # Its client would wait for 30 seconds.
            async with asyncio.timeout(PATIENCE / 2):
                await stop(server)

    assert len(sentry.events) == 1
    assert [answer[:12] for answer in answers] == ["HTTP/1.1 500"] * 3
