"""Jobs for the tests, and functions that queue, read and change them."""

import asyncio
from collections.abc import Callable
from typing import Any

from quart import Quart

from app.db import connect, transaction
from app.jobs import add_job, queue_job
from app.jobs.queries import JobState, select_job


class Work:
    """Two kinds of jobs, which tell when they are called."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []
        self.begun, self.may_end, self.canceled = (asyncio.Event() for _ in range(3))

    def add_to(self, app: Quart) -> None:
        add_job(app, self.note, at_once=5)
        add_job(app, self.hold, at_once=2)

    async def note(self, name: str, number: int = 0) -> None:
        self.calls.append((name, number))

    async def hold(self, name: str) -> None:
        self.calls.append((name, 0))
        self.begun.set()
        try:
            await self.may_end.wait()
        except asyncio.CancelledError:
            self.canceled.set()
            raise


async def queue(app: Quart, function: Callable[..., Any], *arguments: Any) -> str:
    async with app.app_context(), transaction() as connection:
        return await queue_job(connection, function, *arguments)


async def read(app: Quart, job_id: str) -> JobState:
    async with app.app_context(), connect() as connection:
        job = await select_job(connection, job_id)
    assert job is not None
    return job


async def change(app: Quart, values: str) -> None:
    async with app.app_context(), connect() as connection:
        await connection.execute(f"UPDATE jobs SET {values}")  # noqa: S608, from the tests
