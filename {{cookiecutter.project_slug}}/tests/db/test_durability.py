"""Commits on SQLite wait for the disk in production."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import create_app
from app.config import Settings
from app.db.sqlite import DurableConnection, SqliteConnection

FULL = 2


@pytest.mark.parametrize(
    ("app_env", "factory"), [("production", DurableConnection), ("development", SqliteConnection)]
)
def test_only_production_waits_for_the_disk(
    settings: Settings, app_env: str, factory: type[SqliteConnection]
) -> None:
    changes = {
        "app_env": app_env,
        "base_url": "https://example.com",
        "database_url": "sqlite:////tmp/app.db",
    }
    app = create_app(settings.model_copy(update=changes))

    database = app.extensions["QUART_DB"][0]
    assert database._backend_options["factory"].args == (factory,)


def test_a_durable_connection_syncs_every_commit(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "app.db", factory=DurableConnection)) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (FULL,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
