"""The production server: hypercorn, stopped so that no request is cut and no stream holds it up."""

import logging

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from quart import Quart

from app.config import Settings
from app.drain import Drain

# Below the 10 seconds that Docker gives a container to stop.
GRACE_SECONDS = 8.0


async def serve(app: Quart) -> None:
    """Serve until SIGTERM or SIGINT, then let what runs finish, for at most `GRACE_SECONDS`."""
    settings: Settings = app.config["SETTINGS"]
    config = Config()
    host = "0.0.0.0" if settings.is_production else "127.0.0.1"  # noqa: S104, a container's own
    config.bind = [f"{host}:{settings.port}"]
    config.include_server_header = False
    config.graceful_timeout = GRACE_SECONDS
    config.websocket_max_message_size = 64 * 1024
    # Through the root's handler; its own would write each line a second time.
    config.errorlog = logging.getLogger("hypercorn.error")
    drain = Drain(app, GRACE_SECONDS)
    try:
        await hypercorn_serve(drain, config, shutdown_trigger=drain.wait_for_signal)
    except OSError:
        await app.shutdown()  # The port is taken, and tasks may hold a connection already.
        raise
