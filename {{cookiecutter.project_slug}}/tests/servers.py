"""The production server, in its own process or in the process of the test."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config

from app import create_app
from app.config import Settings
from app.connections import adapt_hypercorn
from app.serve import Drain
from tests.constants import PATIENCE

PROGRAM = """
import asyncio
from app import create_app, serve
from app.config import load_settings
from app.web.security import public

app = create_app(load_settings())
app.config["QUART_RATE_LIMITER_ENABLED"] = False
serve.GRACE_SECONDS = 60.0

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
        "DATABASE_URL": settings.database_url,
        "SMTP_URL": settings.smtp_url,
        "MAIL_FROM": settings.mail_from,
        "RUN_TASKS": str(settings.run_tasks),
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
        *(sys.executable, "-c", f"{PROGRAM}{more}\nasyncio.run(serve.run_server(app))"),
        env={**make_environment(settings), "PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        # Hypercorn prints this line when it begins to listen.
        await server.stderr.readuntil(b"Running on")
        reading = asyncio.create_task(server.stderr.read())
        yield server
    finally:
        if server.returncode is None:
            server.kill()
        await server.wait()
    await reading


@asynccontextmanager
async def serve_here(settings: Settings, port: int) -> AsyncIterator[None]:
    """Run the server in this process, which starts much faster but cannot be killed."""
    app = create_app(settings.model_copy(update={"port": port}))
    app.config["QUART_RATE_LIMITER_ENABLED"] = False
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    adapt_hypercorn()
    stop = asyncio.Event()
    serving = asyncio.create_task(
        hypercorn_serve(Drain(app, 1.0), config, shutdown_trigger=stop.wait)
    )
    await wait_until_listening(port)
    try:
        yield
    finally:
        app.extensions["DRAINING"].set()
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
