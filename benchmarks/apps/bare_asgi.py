"""The limit: an ASGI callable with asyncpg and msgspec, and nothing around it."""

import asyncio
import os
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
from shared import (
    INSERT_TODO,
    PAGE_SIZE,
    SELECT_TODOS,
    USER_ID,
    keep_session,
    render_page,
)


class NewTodo(msgspec.Struct):
    task: str
    complete: bool = False
    due: datetime | None = None


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(NewTodo).decode
pool: asyncpg.Pool


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await run_lifespan(receive, send)
        return
    if scope["path"] == "/events":
        await stream_events(send)
        return
    status, kind, body = await answer(scope["method"], scope["path"], receive)
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def answer(method: str, path: str, receive: Any) -> tuple[int, bytes, bytes]:
    if path == "/json":
        return 200, b"application/json", encode({"message": "Hello"})
    if path == "/page":
        rows = await pool.fetch(SELECT_TODOS, USER_ID)
        return 200, b"text/html; charset=utf-8", render_page(rows[:PAGE_SIZE]).encode()
    if method == "POST":
        todo = decode((await receive())["body"])
        row = await pool.fetchrow(
            *(INSERT_TODO, str(uuid4()), USER_ID, todo.task, todo.complete, todo.due),
            datetime.now(UTC),
        )
        return 201, b"application/json", encode(dict(row))
    rows = await pool.fetch(SELECT_TODOS, USER_ID)
    items = [dict(row) for row in rows[:PAGE_SIZE]]
    return 200, b"application/json", encode({"items": items, "next_cursor": items[-1]["id"]})


async def stream_events(send: Any) -> None:
    """Send the beginning of an event stream, and wait for events. The server ends it."""
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    events: asyncio.Queue[bytes] = asyncio.Queue()
    event = b"retry: 1000\n\n"
    while True:
        await send({"type": "http.response.body", "body": event, "more_body": True})
        event = await events.get()


async def run_lifespan(receive: Any, send: Any) -> None:
    global pool
    await receive()
    url = os.environ["DATABASE_URL"]
    async with asyncpg.create_pool(url, max_size=10, reset=keep_session) as pool:
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})
