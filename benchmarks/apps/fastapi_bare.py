"""FastAPI as its documentation shows it, with asyncpg: no session, limits or headers."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import asyncpg
from fastapi import FastAPI, Response
from pydantic import BaseModel, StringConstraints
from shared import INSERT_TODO, PAGE_SIZE, SELECT_TODOS, USER_ID, render_page


class NewTodo(BaseModel):
    task: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    complete: bool = False
    due: datetime | None = None


class Todo(NewTodo):
    id: str
    created_at: datetime


class TodoList(BaseModel):
    items: list[Todo]
    next_cursor: str | None


@asynccontextmanager
async def run_pool(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10) as app.state.pool:
        yield


app = FastAPI(lifespan=run_pool)


@app.get("/json")
async def show_json() -> dict[str, str]:
    return {"message": "Hello"}


@app.get("/todos")
async def list_todos() -> TodoList:
    rows = await app.state.pool.fetch(SELECT_TODOS, USER_ID)
    items = [Todo(**row) for row in rows[:PAGE_SIZE]]
    return TodoList(items=items, next_cursor=items[-1].id)


@app.post("/todos", status_code=201)
async def create_todo(todo: NewTodo) -> Todo:
    row = await app.state.pool.fetchrow(
        *(INSERT_TODO, str(uuid4()), USER_ID, todo.task, todo.complete, todo.due),
        datetime.now(UTC),
    )
    return Todo(**row)


@app.get("/page")
async def show_page() -> Response:
    rows = await app.state.pool.fetch(SELECT_TODOS, USER_ID)
    return Response(render_page(rows[:PAGE_SIZE]), media_type="text/html")
