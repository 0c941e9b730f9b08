"""FastAPI with the features of our application: session, limit, CORS, headers, a log line.

They are wired as its documentation says: a dependency for the session and the limit, Starlette's
middleware for CORS, an `http` middleware for the headers and the log.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import perf_counter
from typing import Annotated
from uuid import uuid4

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi_bare import NewTodo, Todo, TodoList, run_pool
from shared import (
    HEADERS,
    INSERT_TODO,
    ORIGINS,
    PAGE_SIZE,
    SELECT_SESSION,
    SELECT_TODOS,
    Counts,
    list_session_arguments,
    logger,
    read_cookie,
    render_page,
    set_up_log,
)

set_up_log()
app = FastAPI(lifespan=run_pool)
app.add_middleware(CORSMiddleware, allow_origins=[*ORIGINS], allow_credentials=True)
counts = Counts()


@app.middleware("http")
async def add_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    started, request_id = perf_counter(), uuid4().hex
    response = await call_next(request)
    for name, value in HEADERS:
        response.headers[name] = value
    response.headers["x-request-id"] = request_id
    milliseconds = (perf_counter() - started) * 1000
    logger.info(
        "%s %s %s %.1f ms request=%s",
        *(request.method, request.url.path, response.status_code, milliseconds, request_id),
    )
    return response


async def count_request(request: Request) -> None:
    user_id, _ = read_cookie(request.cookies.get("auth", ""))
    address = request.client.host if request.client else ""
    if counts.is_exceeded(user_id or address) or counts.is_exceeded(f"{request.url.path}{address}"):
        raise HTTPException(429)


async def find_user(request: Request) -> asyncpg.Record:
    user_id, session_id = read_cookie(request.cookies.get("auth", ""))
    arguments = list_session_arguments(user_id, session_id)
    user = await request.app.state.pool.fetchrow(SELECT_SESSION, *arguments)
    if user is None:
        raise HTTPException(401)
    return user


User = Annotated[asyncpg.Record, Depends(find_user)]
limited = [Depends(count_request)]


@app.get("/json", dependencies=limited)
async def show_json() -> dict[str, str]:
    return {"message": "Hello"}


@app.get("/todos", dependencies=limited)
async def list_todos(user: User) -> TodoList:
    rows = await app.state.pool.fetch(SELECT_TODOS, user["id"])
    items = [Todo(**row) for row in rows[:PAGE_SIZE]]
    return TodoList(items=items, next_cursor=items[-1].id)


@app.post("/todos", status_code=201, dependencies=limited)
async def create_todo(todo: NewTodo, user: User) -> Todo:
    row = await app.state.pool.fetchrow(
        *(INSERT_TODO, str(uuid4()), user["id"], todo.task, todo.complete, todo.due),
        datetime.now(UTC),
    )
    return Todo(**row)


@app.get("/page", dependencies=limited)
async def show_page(user: User) -> Response:
    rows = await app.state.pool.fetch(SELECT_TODOS, user["id"])
    return Response(render_page(rows[:PAGE_SIZE]), media_type="text/html")
