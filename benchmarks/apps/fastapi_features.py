"""FastAPI with the features of our application: session, limit, CORS, headers, a log line.

It is wired as its documentation says: dependencies for the session and the limit, which read the
cookie once, Starlette's middleware for CORS, and an `http` middleware for the headers and the log.
With `TUNED` it has what people change when that is too slow: an ASGI middleware in place of the
`http` one, and a pool that asks nothing when a connection returns, as ours does.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import perf_counter
from typing import Annotated
from uuid import uuid4

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import StreamingResponse
from fastapi_bare import NewTodo, Todo, TodoList
from shared import (
    HEADERS,
    INSERT_TODO,
    ORIGINS,
    PAGE_SIZE,
    SELECT_SESSION,
    SELECT_TODOS,
    Counts,
    keep_session,
    list_session_arguments,
    logger,
    read_cookie,
    render_page,
    set_up_log,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

IS_TUNED = "TUNED" in os.environ
ENCODED_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS]


async def add_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    """Add the headers and a request ID to each answer, and log the request."""
    started, request_id = perf_counter(), uuid4().hex
    response = await call_next(request)
    for name, value in HEADERS:
        response.headers[name] = value
    response.headers["x-request-id"] = request_id
    log_request(request.method, request.url.path, response.status_code, started, request_id)
    return response


class AddHeaders:
    """The same as an ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, request_id, status = perf_counter(), uuid4().hex, 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (b"x-request-id", request_id.encode())
                message["headers"] = [*message["headers"], *ENCODED_HEADERS, own]
            await send(message)

        await self.app(scope, receive, send_with_headers)
        log_request(scope["method"], scope["path"], status, started, request_id)


def log_request(method: str, path: str, status: int, started: float, request_id: str) -> None:
    milliseconds = (perf_counter() - started) * 1000
    logger.info("%s %s %s %.1f ms request=%s", method, path, status, milliseconds, request_id)


@asynccontextmanager
async def run_pool(app: FastAPI) -> AsyncIterator[None]:
    options = {"reset": keep_session} if IS_TUNED else {}
    pool = asyncpg.create_pool(os.environ["DATABASE_URL"], max_size=10, **options)
    async with pool as app.state.pool:
        yield


set_up_log()
app = FastAPI(lifespan=run_pool)
app.add_middleware(CORSMiddleware, allow_origins=[*ORIGINS], allow_credentials=True)
if IS_TUNED:
    app.add_middleware(AddHeaders)
else:
    app.middleware("http")(add_headers)
counts = Counts()


async def count_request(request: Request) -> tuple[str, str]:
    user_id, session_id = read_cookie(request.cookies.get("auth", ""))
    address = request.client.host if request.client else ""
    if counts.is_exceeded(f"{request.url.path} {user_id or address}"):
        raise HTTPException(429)
    return user_id, session_id


async def find_user(ids: Annotated[tuple[str, str], Depends(count_request)]) -> asyncpg.Record:
    user = await app.state.pool.fetchrow(SELECT_SESSION, *list_session_arguments(*ids))
    if user is None:
        raise HTTPException(401)
    return user


User = Annotated[asyncpg.Record, Depends(find_user)]


@app.get("/json", dependencies=[Depends(count_request)])
async def show_json() -> dict[str, str]:
    return {"message": "Hello"}


@app.get("/todos")
async def list_todos(user: User) -> TodoList:
    rows = await app.state.pool.fetch(SELECT_TODOS, user["id"])
    items = [Todo(**row) for row in rows[:PAGE_SIZE]]
    return TodoList(items=items, next_cursor=items[-1].id)


@app.post("/todos", status_code=201)
async def create_todo(todo: NewTodo, user: User) -> Todo:
    row = await app.state.pool.fetchrow(
        *(INSERT_TODO, str(uuid4()), user["id"], todo.task, todo.complete, todo.due),
        datetime.now(UTC),
    )
    return Todo(**row)


@app.get("/page")
async def show_page(user: User) -> Response:
    rows = await app.state.pool.fetch(SELECT_TODOS, user["id"])
    return Response(render_page(rows[:PAGE_SIZE]), media_type="text/html")


@app.get("/events")
async def stream_events(user: User) -> StreamingResponse:
    events: asyncio.Queue[str] = asyncio.Queue(100)

    async def generate_events() -> AsyncIterator[str]:
        yield "retry: 1000\n\n"
        while True:
            yield f"data: {await events.get()}\n\n"

    return StreamingResponse(generate_events(), media_type="text/event-stream")
