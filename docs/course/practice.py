"""Open the project with an empty database of its own, for the programs of the later chapters.

Run those in the folder `my-app`, as the chapters say.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory
from typing import Any

from app import create_app
from app.config import Settings
from quart import Quart
from tests.databases import migrate

DEFAULTS = {
    "app_env": "test",
    "secret_key": "a key for practice alone, 0123456789",
    "run_tasks": False,
    "log_level": "ERROR",
}


@asynccontextmanager
async def open_app(**settings: Any) -> AsyncIterator[Quart]:
    """Start the application with these settings, and delete its database at the end."""
    logging.basicConfig()  # otherwise each migration prints a line
    with TemporaryDirectory() as folder:
        url = migrate(f"sqlite:///{folder}/app.db")
        app = create_app(Settings.model_validate({**DEFAULTS, "database_url": url, **settings}))
        async with app.test_app():
            yield app
