"""Connections and transactions."""

import asyncio
import socket
import sqlite3
import threading
from contextlib import AsyncExitStack, closing, suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import asyncpg
import pytest
from quart import Quart
from werkzeug.exceptions import Conflict, UnprocessableEntity

from app import create_app, db
from app.accounts.tokens import RESET, insert_token
from app.config import Settings
from app.db import DatabaseUnavailable, connect, transaction
from app.db.sqlite import SqliteConnection

INSERT = """INSERT INTO users (id, email, password_hash, role, time_zone, disabled, created_at)
                 VALUES (:id, :email, 'hash', 'user', 'UTC', FALSE, :created_at)"""


def user(number: int, created_at: datetime | None = None) -> dict[str, object]:
    return {
        "id": str(number),
        "email": f"{number}@example.com",
        "created_at": created_at or datetime.now(UTC),
    }


async def test_a_date_is_read_back_as_it_was_stored(app: Quart) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute("CREATE TABLE holiday (day DATE)")
        await connection.execute("INSERT INTO holiday VALUES (:day)", {"day": date(2028, 2, 29)})

        assert await connection.fetch_val("SELECT day FROM holiday") == date(2028, 2, 29)


async def test_a_transaction_is_kept_at_its_end(app: Quart) -> None:
    async with app.app_context():
        async with transaction() as connection:
            await connection.execute(INSERT, user(1))

        async with connect() as connection:
            assert await connection.fetch_val("SELECT count(*) FROM users") == 1


async def test_a_text_that_postgresql_cannot_store_is_refused(app: Quart) -> None:
    if app.config["SETTINGS"].database_url.startswith("sqlite"):
        pytest.skip("SQLite stores every text")

    async with app.app_context():
        with pytest.raises(UnprocessableEntity, match="NUL"):
            async with connect() as connection:
                await connection.fetch_val("SELECT id FROM users WHERE id = :id", {"id": "\0"})


@pytest.mark.parametrize("error", [TimeoutError(), asyncpg.DiskFullError("full")])
async def test_a_database_that_cannot_do_its_work_is_away(app: Quart, error: Exception) -> None:
    async with app.app_context():
        with pytest.raises(DatabaseUnavailable):
            async with connect():
                raise error


async def test_a_row_whose_owner_is_gone_is_a_conflict(app: Quart) -> None:
    async with app.app_context():
        with pytest.raises(Conflict, match="has just been deleted"):
            async with connect() as connection:
                await insert_token(connection, RESET, user_id="nobody")


async def test_a_transaction_that_fails_leaves_nothing(app: Quart) -> None:
    async with app.app_context():
        with suppress(ZeroDivisionError):
            async with transaction() as connection:
                await connection.execute(INSERT, user(1))
                _ = 1 / 0

        async with connect() as connection:
            assert await connection.fetch_val("SELECT count(*) FROM users") == 0


@pytest.mark.slow
async def test_many_read_and_write_at_once_without_an_error(app: Quart) -> None:
    async def read_then_write(number: int) -> None:
        async with app.app_context(), transaction() as connection:
            await connection.fetch_val("SELECT count(*) FROM users")
            await connection.execute(INSERT, user(number))

    await asyncio.gather(*(read_then_write(number) for number in range(25)))

    async with app.app_context(), connect() as connection:
        assert await connection.fetch_val("SELECT count(*) FROM users") == 25


async def test_a_request_does_not_wait_for_ever_for_a_connection(
    app: Quart, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if app.config["SETTINGS"].database_url.startswith("sqlite"):
        pytest.skip("SQLite gives each request a connection of its own")
    monkeypatch.setattr(db, "ACQUIRE_SECONDS", 0.1)

    async with app.app_context(), AsyncExitStack() as held:
        for _ in range(10):
            await held.enter_async_context(connect())
        response = await app.test_client().get("/readyz")
    after = await app.test_client().get("/readyz")

    assert response.status_code == 503
    assert (await response.get_json())["type"] == "/problems/database-busy"
    # The log does not blame the server, which had nothing to do with it.
    assert "The database is busy: this process has used all its 10 connections" in caplog.text
    assert "connection_limit in DATABASE_URL" in caplog.text
    assert after.status_code == 200


async def test_a_server_that_answers_too_late_is_not_taken_for_a_full_pool(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(db, "ACQUIRE_SECONDS", 0.1)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"postgresql://app@127.0.0.1:{silent.getsockname()[1]}/app"
        async with create_app(settings.model_copy(update={"database_url": url})).test_app() as app:
            response = await app.test_client().get("/readyz")

    assert (await response.get_json())["type"] == "/problems/database-unavailable"
    assert "The database is unavailable: it did not answer in time" in caplog.text


async def test_times_come_back_as_the_same_moment_in_order(app: Quart) -> None:
    noon = datetime(2027, 1, 31, 12, tzinfo=UTC)
    times = [
        noon,
        (noon + timedelta(microseconds=1)).astimezone(timezone(timedelta(hours=9))),
        (noon + timedelta(seconds=1)).astimezone(timezone(timedelta(hours=-9))),
    ]
    async with app.app_context(), connect() as connection:
        for number in (2, 0, 1):
            await connection.execute(INSERT, user(number, times[number]))
        rows = await connection.fetch_all("SELECT created_at FROM users ORDER BY created_at")

    read = [row["created_at"] for row in rows]
    assert read == times
    assert {time.utcoffset() for time in read} == {timedelta(0)}


def test_sqlite_checks_foreign_keys_and_does_not_block_readers(tmp_path: object) -> None:
    connection = sqlite3.connect(f"{tmp_path}/a.db", factory=SqliteConnection)

    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_an_sqlite_that_cannot_be_set_up_is_closed(tmp_path: Path) -> None:
    closed = []

    class Watched(SqliteConnection):
        def close(self) -> None:
            closed.append(self)
            super().close()

    file = tmp_path / "broken.db"
    file.write_text("This is no database. " * 100)

    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(file, factory=Watched)
    assert len(closed) == 1


@pytest.mark.parametrize(
    "url", ["postgresql://app@127.0.0.1:1/app", "sqlite:////no/such/folder/app.db"]
)
async def test_the_app_starts_without_its_database_and_says_so(
    settings: Settings, url: str
) -> None:
    app = create_app(settings.model_copy(update={"database_url": url}))
    async with app.test_app():
        client = app.test_client()
        client.set_cookie("localhost", "auth", "unsigned")
        ready = await client.get("/readyz")
        login = await client.post(
            "/api/sessions", json={"email": "a@example.com", "password": "password"}
        )
        alive = await client.get("/livez")
        server = await client.get("/readyz/server")
    await end_threads()

    assert ready.status_code == 503
    assert "database" in (await ready.get_json())["detail"]
    assert login.status_code == 503
    assert alive.status_code == server.status_code == 200


async def end_threads() -> None:
    """Those of aiosqlite's failed connections end by themselves, but not before their loop."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join)
