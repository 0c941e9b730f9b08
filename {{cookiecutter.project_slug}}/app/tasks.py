"""Periodic tasks: beside the web server in development, as a process of their own elsewhere."""

from quart import Quart
from quart_tasks import QuartTasks

from app.config import Settings


def init_app(app: Quart) -> None:
    """Make `app.extensions["QUART_TASKS"]`, to which a feature adds its tasks.

    In production `app run-tasks` runs them, once for all web processes.
    """
    settings: Settings = app.config["SETTINGS"]
    app.config["QUART_TASKS_WHILST_SERVING"] = settings.app_env == "development"
    QuartTasks(app)
