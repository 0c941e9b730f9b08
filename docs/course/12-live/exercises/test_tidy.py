from datetime import UTC, datetime, timedelta

import tidy
from app.accounts.models import User
from app.db import connect
from app.todos.models import TodoData
from app.todos.queries import insert_todo
from quart import Quart
from tests.workers import read_run

NAME = "delete-done-todos"


async def list_tasks(app: Quart) -> list[str]:
    async with app.app_context(), connect() as connection:
        rows = await connection.fetch_all("SELECT task FROM todos")
    return [row["task"] for row in rows]


async def test_the_task_deletes_what_is_done(app: Quart, user: User) -> None:
    tidy.init_app(app)
    async with app.app_context(), connect() as connection:
        for task, is_done in (("Buy milk", True), ("Call Ann", False)):
            data = TodoData(task=task, complete=is_done)
            await insert_todo(connection, user.id, data, datetime.now(UTC))

    await app.extensions["QUART_TASKS"].test_run(NAME)

    assert await list_tasks(app) == ["Call Ann"]


async def test_its_run_is_in_the_database(app: Quart) -> None:
    tidy.init_app(app)

    await app.extensions["QUART_TASKS"].test_run(NAME)

    assert (await read_run(app, NAME))["outcome"] == "ok"


def test_it_runs_every_hour(app: Quart) -> None:
    tidy.init_app(app)

    tasks = app.extensions["QUART_TASKS"]._tasks
    periods = {task.name: getattr(task, "period", None) for task in tasks}
    assert periods.get(NAME) == timedelta(hours=1)
