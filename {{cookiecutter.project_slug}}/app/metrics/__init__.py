"""Numbers for Prometheus at `/metrics`, if `METRICS_TOKEN` is set."""

from quart import Quart

from app.config import Settings


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.metrics_token.get_secret_value():
        # Without the setting it is not even imported, and no request does more work.
        from app.metrics import exporter

        exporter.init_app(app)
