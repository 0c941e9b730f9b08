"""A cast to a time or a date keeps it whole, also on SQLite, which has neither type."""

from datetime import UTC, date, datetime

import pytest
from quart import Quart

from app.db import connect
from tests.db.test_db import INSERT, user


@pytest.mark.parametrize("kind", ["TIMESTAMP WITH TIME ZONE", "timestamptz"])
async def test_a_time_that_is_cast_is_the_same_moment(app: Quart, kind: str) -> None:
    noon = datetime(2027, 1, 31, 12, 30, 15, 5, tzinfo=UTC)
    async with app.app_context(), connect() as connection:
        await connection.execute(INSERT, user(1))

        stored = await connection.fetch_val(
            """UPDATE users SET created_at = COALESCE(CAST(:now AS TYPE), created_at)
                WHERE CAST(:now AS TYPE) IS NOT NULL
            RETURNING created_at""".replace("TYPE", kind),
            {"now": noon},
        )

        assert stored == noon


async def test_a_date_that_is_cast_is_the_same_day(app: Quart) -> None:
    day = date(2028, 2, 29)
    async with app.app_context(), connect() as connection:
        await connection.execute("CREATE TABLE holiday (day DATE)")

        await connection.execute("INSERT INTO holiday VALUES (CAST(:day AS DATE))", {"day": day})

        assert await connection.fetch_val("SELECT day FROM holiday") == day
