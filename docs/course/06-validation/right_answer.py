"""The same view with a model of the answer, which names the fields that go out."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from app.db import connect
from app.web.security import public
from msgspec import Struct
from quart_schema import validate_response
from tests.accounts.people import create_user

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


class Author(Struct):
    """A person, as everyone sees them."""

    id: str
    name: str


@public
@validate_response(Author)
async def show_author() -> dict[str, Any]:
    async with connect() as connection:
        row = await connection.fetch_first("SELECT * FROM users")
    return dict(row)


async def main() -> None:
    async with open_app() as app:
        app.add_url_rule("/api/author", view_func=show_author)
        await create_user(app, "ann@example.com")
        response = await app.test_client().get("/api/author")
        fields = await response.get_json()
    print("The answer has:", ", ".join(fields))
    if "password_hash" in fields:
        sys.exit("Lost: everyone can read the hash of Ann's password.")


asyncio.run(main())
