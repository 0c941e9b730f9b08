"""Numbers for Prometheus at `/metrics`, if `METRICS_TOKEN` is set."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import rmtree
from tempfile import mkdtemp

from quart import Quart

from app.config import Settings


def init_app(app: Quart) -> None:
    settings: Settings = app.config["SETTINGS"]
    if settings.metrics_token.get_secret_value():
        # Without the setting it is not even imported, and no request does more work.
        from app.metrics import exporter

        exporter.init_app(app)


@contextmanager
def share_numbers(settings: Settings) -> Iterator[None]:
    """Let the processes that the block forks add up their numbers, in files of a folder."""
    if settings.web_concurrency == 1 or not settings.metrics_token.get_secret_value():
        yield
        return
    folder, parent = mkdtemp(prefix="metrics-"), os.getpid()
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder  # It is read when Prometheus is imported.
    try:
        yield
    finally:
        if os.getpid() == parent:
            rmtree(folder)
