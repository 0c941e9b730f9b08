"""How the names in a query become the numbers that PostgreSQL knows, and how connections end."""

import asyncio

import asyncpg
import pytest
from quart_db import UndefinedParameterError

from app import create_app
from app.config import Settings
from app.db.postgres import render


def test_each_name_has_one_number() -> None:
    query = "SELECT now()::date WHERE a = :first AND b = :second_2 AND c <> :first"

    text, values = render(query, second_2="b", first="a", unused="c")

    assert text == "SELECT now()::date WHERE a = $1 AND b = $2 AND c <> $1"
    assert values == ["a", "b"]


def test_a_query_that_was_read_before_takes_new_values() -> None:
    assert render("SELECT :value", value=1) == ("SELECT $1", [1])
    assert render("SELECT :value", value=2) == ("SELECT $1", [2])


def test_a_name_without_a_value_is_refused() -> None:
    with pytest.raises(UndefinedParameterError, match="'missing'"):
        render("SELECT :missing", other=1)


@pytest.mark.parametrize(
    "error",
    [BrokenPipeError(), asyncpg.AdminShutdownError(), asyncpg.InterfaceError("it is closed")],
)
async def test_the_app_stops_though_the_server_has_ended_its_connections(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def close(_pool: asyncpg.Pool) -> None:
        raise error

    monkeypatch.setattr(asyncpg.Pool, "close", close)
    url = "postgresql://127.0.0.1:1/app"
    app = create_app(settings.model_copy(update={"database_url": url}))
    stopped = asyncio.Event()

    @app.after_serving
    async def stop() -> None:
        stopped.set()

    async with app.test_app():
        pass

    assert stopped.is_set()
