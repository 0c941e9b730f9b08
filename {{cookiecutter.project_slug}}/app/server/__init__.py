"""The production server: the one that `SERVER` names, in as many processes as `WEB_CONCURRENCY`.

Both servers keep the same promises. `drain.py` ends what is open when the server stops,
`connections.py` has their limits, and `hypercorn.py` and `uvicorn.py` hold one server each to them.
"""

import asyncio
import logging
import socket
from collections.abc import Callable

from quart import Quart

from app.config import Settings
from app.metrics import share_numbers
from app.server.drain import Drain, set_on_signal
from app.server.listening import bind_sockets, raise_file_limit
from app.server.workers import fork_workers

logger = logging.getLogger(__name__)


def serve(settings: Settings, load_app: Callable[[], Quart]) -> None:
    """Serve until SIGTERM or SIGINT, in this process or in workers. Each one loads its own app."""
    raise_file_limit()
    sockets = bind_sockets(settings) if settings.web_concurrency > 1 else []
    with share_numbers(settings):
        worker = fork_workers(settings.web_concurrency)
        app = load_app()
        if worker == 0:
            describe_processes(settings)
        with asyncio.Runner(loop_factory=choose_loop(settings)) as runner:
            runner.run(serve_until_signal(app, sockets or bind_sockets(settings)))


def describe_processes(settings: Settings) -> None:
    """Log what else runs in the server's processes, and what they do not share."""
    logger.info(
        "This process runs the periodic tasks too. To separate them, set RUN_TASKS=false"
        if settings.run_tasks
        else "RUN_TASKS is false: the periodic tasks, such as mail, need `app run-tasks` elsewhere"
    )
    if settings.web_concurrency > 1 and not settings.redis_url:
        logger.warning(
            "Set REDIS_URL: without it, each of the %d processes of WEB_CONCURRENCY has rate limits"
            " and live events of its own",
            settings.web_concurrency,
        )


def choose_loop(settings: Settings) -> Callable[[], asyncio.AbstractEventLoop] | None:
    if settings.server == "uvicorn":
        from app.server.uvicorn import choose_fast_loop

        return choose_fast_loop()
    return None


async def serve_until_signal(app: Quart, sockets: list[socket.socket]) -> None:
    stop = asyncio.Event()
    set_on_signal(stop)
    await run_server(app, sockets, stop)


async def run_server(app: Quart, sockets: list[socket.socket], stop: asyncio.Event) -> None:
    """Serve until `stop` is set, then let requests finish for up to `GRACE_SECONDS`."""
    settings: Settings = app.config["SETTINGS"]
    drain = Drain(app, stop)
    if settings.server == "uvicorn":
        from app.server.uvicorn import run_uvicorn

        await run_uvicorn(drain, sockets)
    else:
        from app.server.hypercorn import run_hypercorn

        await run_hypercorn(drain, sockets)
