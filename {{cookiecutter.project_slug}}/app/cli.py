"""The command `app`, and what its commands are made with."""

import asyncio
import errno
from collections.abc import Awaitable, Callable
from functools import partial

from quart import Quart
from quart.cli import QuartGroup

from app import create_app
from app.config import load_settings
from app.db import DatabaseAway


def main() -> None:
    """Read the settings once, so that `app run` listens where `PORT` says."""
    settings = load_settings()
    group = QuartGroup(
        create_app=partial(create_app, settings),
        load_dotenv=False,  # The settings are read already.
        context_settings={"default_map": {"run": {"port": settings.port}}},
    )
    # Quart's other options name an app and an environment; here both are known.
    group.params = [option for option in group.params if option.name in {"debug", "version"}]
    group.params[0].help = "Turn debug mode on or off."
    try:
        group()
    except DatabaseAway:
        raise SystemExit("The database of DATABASE_URL is away: the log says why.") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SystemExit(f"Port {settings.port} is taken. Set PORT to another one.") from None


def run_in_app(app: Quart, action: Callable[[], Awaitable[None]]) -> None:
    """Run one coroutine with the app started, its database included, and its tasks left alone."""

    async def run() -> None:
        app.config["QUART_TASKS_WHILST_SERVING"] = False
        await app.startup()
        try:
            async with app.app_context():
                await action()
        finally:
            await app.shutdown()

    asyncio.run(run())
