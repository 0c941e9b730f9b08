"""The production server, in its own process or in the process of the test."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from quart import Quart

from app import create_app
from app.config import Settings
from app.server import drain
from app.server import run_server as run_server_here
from app.server.listening import bind_sockets
from tests.constants import PATIENCE

PROGRAM = """
import asyncio
from app import create_app, server
from app.config import load_settings
from app.server import connections, drain
from app.web.security import public

settings = load_settings()
app = create_app(settings)
app.config["QUART_RATE_LIMITER_ENABLED"] = False
drain.GRACE_SECONDS = 60.0

@app.get("/until-the-stop")
@public
async def wait():
    print("begun", flush=True)
    await app.extensions["DRAINING"].wait()
    return "done"
"""


def make_environment(settings: Settings) -> dict[str, str]:
    return {
        **os.environ,
        "APP_ENV": settings.app_env,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SERVER": settings.server,
        "TLS_CERTIFICATE": settings.tls_certificate,
        "TLS_KEY": settings.tls_key,
        "DATABASE_URL": settings.database_url,
        "SMTP_URL": settings.smtp_url,
        "MAIL_FROM": settings.mail_from,
        "RUN_TASKS": str(settings.run_tasks),
        "OTEL_EXPORTER_OTLP_ENDPOINT": settings.otel_exporter_otlp_endpoint,
    }


@asynccontextmanager
async def run_server(
    settings: Settings, port: int, more: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the server without rate limits. `more` is Python code that adds to the app.

    A request for `/until-the-stop` prints a line when it begins, and is answered when the server
    was told to stop.
    """
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"{PROGRAM}{more}\nserver.serve(settings, lambda: app)"),
        env={**make_environment(settings), "PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        # This line is written when the server begins to listen.
        await server.stderr.readuntil(b"Running on")
        reading = asyncio.create_task(server.stderr.read())
        yield server
    finally:
        if server.returncode is None:
            server.kill()
        await server.wait()
    await reading


@asynccontextmanager
async def serve_here(settings: Settings, port: int) -> AsyncIterator[tuple[Quart, asyncio.Event]]:
    """Run the server in this process, which starts much faster but cannot be killed.

    Yield the app, and the event that stops the server.
    """
    changes = {"host": "127.0.0.1", "port": port}
    app = create_app(settings.model_copy(update=changes))
    app.config["QUART_RATE_LIMITER_ENABLED"] = False
    stop = asyncio.Event()
    sockets = bind_sockets(app.config["SETTINGS"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drain, "GRACE_SECONDS", 1.0)
        serving = asyncio.create_task(run_server_here(app, sockets, stop))
        await wait_until_listening(port)
        try:
            yield app, stop
        finally:
            stop.set()
            await serving


async def wait_until_listening(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await is_listening(port):  # noqa: ASYNC110, it tells nobody
            await asyncio.sleep(0.01)


async def is_listening(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
