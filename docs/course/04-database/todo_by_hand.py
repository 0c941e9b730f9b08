"""Write a todo into the database and read it again, without any request."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.db import connect
from app.todos.models import TodoData
from app.todos.queries import insert_todo, select_todo
from tests.accounts.people import create_user
from werkzeug.exceptions import NotFound

sys.path.append(str(Path(__file__).parents[1]))
from practice import open_app


async def main() -> None:
    async with open_app() as app, app.app_context():
        ann = await create_user(app, "ann@example.com")
        ben = await create_user(app, "ben@example.com")
        async with connect() as connection:
            data = TodoData(task="Buy milk")
            todo = await insert_todo(connection, ann.id, data, datetime.now(UTC))
            print("Ann reads:", (await select_todo(connection, ann.id, todo.id)).task)
            try:
                await select_todo(connection, ben.id, todo.id)
            except NotFound as error:
                print("Ben is told:", error.description)


asyncio.run(main())
