"""Errors and traces for Sentry, if `SENTRY_DSN` is set."""

from quart import Quart

from app.config import Settings


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.sentry_dsn:
        # Without the setting its SDK is not even imported, and no request does more work.
        from app.sentry import client

        client.init_app(app)
