"""The same view with a model, which names the fields that people may change."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

from app.db import connect
from app.web.fields import Text
from app.web.security import public
from pydantic import BaseModel, Field
from quart_schema import validate_request
from tests.accounts.people import create_user

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


class ProfileData(BaseModel, extra="forbid"):
    name: Annotated[Text, Field(max_length=80)]


@public
@validate_request(ProfileData)
async def change_profile(data: ProfileData) -> dict[str, Any]:
    # Ann is the only user here, so that this view needs no login.
    async with connect() as connection:
        await connection.execute("UPDATE users SET name = :name", data.model_dump())
    return {"changed": True}


async def main() -> None:
    async with open_app() as app:
        app.add_url_rule("/api/profile", view_func=change_profile, methods=["PATCH"])
        await create_user(app, "ann@example.com")
        sent = {"name": "Ann", "role": "admin"}
        response = await app.test_client().patch("/api/profile", json=sent)
        print(response.status_code, (await response.get_json())["errors"])
        async with app.app_context(), connect() as connection:
            role = await connection.fetch_val("SELECT role FROM users")
    print("The role of Ann is:", role)
    if role != "user":
        sys.exit("Lost: everyone can make themselves an admin.")


asyncio.run(main())
