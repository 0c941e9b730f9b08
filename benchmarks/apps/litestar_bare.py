"""Litestar with msgspec and asyncpg, as its documentation shows it: no session or limits."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
from litestar import Litestar, MediaType, get, post
from litestar.datastructures import State
from msgspec import Struct
from shared import INSERT_TODO, PAGE_SIZE, SELECT_TODOS, USER_ID, render_page


class NewTodo(Struct):
    task: str
    complete: bool = False
    due: datetime | None = None


class Todo(Struct):
    id: str
    task: str
    complete: bool
    due: datetime | None
    created_at: datetime


class TodoList(Struct):
    items: list[Todo]
    next_cursor: str | None


@asynccontextmanager
async def run_pool(app: Litestar) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10) as app.state.pool:
        yield


@get("/json")
async def show_json() -> dict[str, str]:
    return {"message": "Hello"}


@get("/todos")
async def list_todos(state: State) -> TodoList:
    rows = await state.pool.fetch(SELECT_TODOS, USER_ID)
    items = [Todo(**row) for row in rows[:PAGE_SIZE]]
    return TodoList(items, items[-1].id)


@post("/todos")
async def create_todo(data: NewTodo, state: State) -> Todo:
    row = await state.pool.fetchrow(
        *(INSERT_TODO, str(uuid4()), USER_ID, data.task, data.complete, data.due),
        datetime.now(UTC),
    )
    return Todo(**row)


@get("/page", media_type=MediaType.HTML)
async def show_page(state: State) -> str:
    return render_page((await state.pool.fetch(SELECT_TODOS, USER_ID))[:PAGE_SIZE])


app = Litestar([show_json, list_todos, create_todo, show_page], lifespan=[run_pool])
