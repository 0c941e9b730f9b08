"""Flask with the features of our application, psycopg's pool, and gunicorn's threads."""

import os
import re
from datetime import UTC, datetime
from functools import cache
from time import perf_counter
from typing import Any
from uuid import uuid4

from flask import Flask, Response, abort, g, jsonify, render_template, request
from flask_cors import CORS
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool
from pydantic import BaseModel, Field
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
    set_up_log,
)

set_up_log()
app = Flask(__name__, template_folder=".")
CORS(app, origins=[*ORIGINS], supports_credentials=True)
counts = Counts()
# Each request writes at most one row, so it needs no transaction: one round trip for each query.
pool = ConnectionPool(
    os.environ["DATABASE_URL"],
    max_size=16,
    kwargs={"row_factory": dict_row, "autocommit": True},
    open=True,
)


class NewTodo(BaseModel):
    task: str = Field(min_length=1, max_length=500)
    complete: bool = False
    due: datetime | None = None


@cache
def translate(sql: str) -> str:
    """Return SQL that was written for asyncpg with the placeholders of psycopg."""
    return re.sub(r"\$\d", "%s", sql)


def run(sql: str, *arguments: Any) -> list[dict[str, Any]]:
    with pool.connection() as connection:
        return connection.execute(translate(sql), arguments).fetchall()


@app.before_request
def count_request() -> None:
    g.started, g.request_id = perf_counter(), uuid4().hex
    g.user_id, g.session_id = read_cookie(request.cookies.get("auth", ""))
    if counts.is_exceeded(f"{request.path} {g.user_id or request.remote_addr}"):
        abort(429)


@app.after_request
def add_headers(response: Response) -> Response:
    for name, value in HEADERS:
        response.headers[name] = value
    response.headers["x-request-id"] = g.request_id
    milliseconds = (perf_counter() - g.started) * 1000
    logger.info(
        "%s %s %s %.1f ms request=%s",
        *(request.method, request.path, response.status_code, milliseconds, g.request_id),
    )
    return response


def find_user_id() -> str:
    users = run(SELECT_SESSION, *list_session_arguments(g.user_id, g.session_id))
    if not users:
        abort(401)
    return str(users[0]["id"])


def write(todo: dict[str, Any]) -> dict[str, Any]:
    due = todo["due"] and todo["due"].isoformat()
    return {**todo, "due": due, "created_at": todo["created_at"].isoformat()}


@app.get("/json")
def show_json() -> Response:
    return jsonify(message="Hello")


@app.get("/todos")
def list_todos() -> Response:
    rows = run(SELECT_TODOS, find_user_id())[:PAGE_SIZE]
    return jsonify(items=[write(row) for row in rows], next_cursor=rows[-1]["id"])


@app.post("/todos")
def create_todo() -> tuple[Response, int]:
    user_id = find_user_id()
    todo = NewTodo.model_validate(request.get_json())
    values = (str(uuid4()), user_id, todo.task, todo.complete, todo.due, datetime.now(UTC))
    (row,) = run(INSERT_TODO, *values)
    return jsonify(write(row)), 201


@app.get("/page")
def show_page() -> str:
    return render_template("page.html", todos=run(SELECT_TODOS, find_user_id())[:PAGE_SIZE])
