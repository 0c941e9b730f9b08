"""A view that stores whatever fields it is sent, so Ann makes herself an admin."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from app.db import connect
from app.web.security import public
from quart import request
from tests.accounts.people import create_user

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


@public
async def change_profile() -> dict[str, Any]:
    # Ann is the only user here, so that this view needs no login.
    changes = await request.get_json()
    assignments = ", ".join(f"{column} = :{column}" for column in changes)
    async with connect() as connection:
        await connection.execute(f"UPDATE users SET {assignments}", changes)
    return {"changed": True}


async def main() -> None:
    async with open_app() as app:
        app.add_url_rule("/api/profile", view_func=change_profile, methods=["PATCH"])
        await create_user(app, "ann@example.com")
        sent = {"name": "Ann", "role": "admin"}
        response = await app.test_client().patch("/api/profile", json=sent)
        print(response.status_code, await response.get_json())
        async with app.app_context(), connect() as connection:
            role = await connection.fetch_val("SELECT role FROM users")
    print("The role of Ann is:", role)
    if role != "user":
        sys.exit("Lost: everyone can make themselves an admin.")


asyncio.run(main())
