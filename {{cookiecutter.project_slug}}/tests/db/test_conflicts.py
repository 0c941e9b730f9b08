"""A value that only one row can have is refused beside its field."""

import sqlite3

import asyncpg
import pytest
from quart import Quart
from quart_schema import RequestSchemaValidationError
from werkzeug.exceptions import Conflict

from app.db import connect, transaction
from app.db.conflicts import refuse_taken
from app.web.errors import FieldError, list_field_errors
from tests.db.test_db import INSERT as INSERT_USER
from tests.db.test_db import user

CREATE = "CREATE TABLE shelf (id INTEGER, owner TEXT NOT NULL, name TEXT, UNIQUE (owner, name))"
INSERT = "INSERT INTO shelf (owner, name) VALUES (:owner, :name)"


async def insert_twice(app: Quart, **messages: str) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute(CREATE)
        await connection.execute(INSERT, {"owner": "ada", "name": "history"})
        with refuse_taken(**messages):
            await connection.execute(INSERT, {"owner": "ada", "name": "history"})


async def test_a_value_that_is_taken_is_refused_by_its_field(app: Quart) -> None:
    with pytest.raises(RequestSchemaValidationError) as refused:
        await insert_twice(app, name="You already use this name.")

    errors = list_field_errors(refused.value.validation_error)
    assert errors == [FieldError("name", "You already use this name.")]


async def test_another_value_that_is_taken_is_a_conflict(app: Quart) -> None:
    with pytest.raises(Conflict):
        await insert_twice(app, title="You already use this title.")


async def test_a_row_that_breaks_another_rule_is_a_mistake_of_the_code(app: Quart) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute(CREATE)
        with (
            pytest.raises((asyncpg.NotNullViolationError, sqlite3.IntegrityError)),
            refuse_taken(owner="You already have it."),
        ):
            await connection.execute(INSERT, {"owner": None, "name": "history"})


@pytest.mark.parametrize("change", ["id = '1'", "email = '1@example.com'"])
async def test_a_value_that_another_row_has_is_a_conflict(app: Quart, change: str) -> None:
    async with app.app_context(), transaction() as connection:
        await connection.execute(INSERT_USER, user(1))
        await connection.execute(INSERT_USER, user(2))

    async with app.app_context():
        with pytest.raises(Conflict, match="already has this value"):
            async with transaction() as connection:
                await connection.execute(
                    "UPDATE users SET CHANGE WHERE id = '2'".replace("CHANGE", change)
                )
        with pytest.raises(Conflict, match="already has this value"):
            async with connect() as connection:
                await connection.execute(INSERT_USER, user(1))


async def test_a_row_without_a_value_that_it_needs_is_a_mistake_of_the_code(app: Quart) -> None:
    async with app.app_context():
        with pytest.raises((sqlite3.IntegrityError, asyncpg.NotNullViolationError)):
            async with connect() as connection:
                await connection.execute(INSERT_USER, {**user(1), "email": None})
