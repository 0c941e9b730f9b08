"""The production server in a process of its own, with routes and rules that tests need."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.config import Settings

PROGRAM = """
import asyncio
from app import create_app, serve
from app.config import load_settings
from app.security import public

app = create_app(load_settings())
app.config["QUART_RATE_LIMITER_ENABLED"] = False
serve.GRACE_SECONDS = 1.0

@app.get("/slow/<float:seconds>")
@public
async def wait(seconds):
    print("begun", flush=True)
    await asyncio.sleep(seconds)
    return "done"

asyncio.run(serve.serve(app))
"""


@asynccontextmanager
async def run_server(settings: Settings, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """Without rate limits, a second of grace at the end, and `/slow/<seconds>`, which
    prints a line as it begins."""
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "DATABASE_URL": settings.database_url,
        "PORT": str(port),
    }
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert server.stderr is not None
    try:
        # Hypercorn says so on its output as it begins to listen.
        await server.stderr.readuntil(b"Running on")
        reading = asyncio.create_task(server.stderr.read())
        yield server
    finally:
        if server.returncode is None:
            server.kill()
        await server.wait()
    await reading
