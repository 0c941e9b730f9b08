"""Exercise 1: a task that runs once an hour."""

from datetime import timedelta

from app.db import connect
from quart import Quart

PERIOD = timedelta(hours=1)


def init_app(app: Quart) -> None:
    """Have the tasks of this part run."""
    app.extensions["QUART_TASKS"].add_periodic_task(
        delete_done_todos, PERIOD, name="delete-done-todos"
    )


async def delete_done_todos() -> None:
    """Delete the todos of everyone that are complete."""
    async with connect() as connection:
        await connection.execute("DELETE FROM todos WHERE complete")
