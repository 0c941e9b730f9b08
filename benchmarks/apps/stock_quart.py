"""Quart with each extension as its own README wires it: what people write on their first day."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from quart import Quart, g, render_template
from quart_auth import AuthUser, QuartAuth, login_required, login_user
from quart_cors import cors
from quart_db import QuartDB
from quart_rate_limiter import RateLimiter, rate_limit
from quart_schema import QuartSchema, validate_request, validate_response
from shared import LIMIT, ORIGINS, PAGE_SIZE, SECRET_KEY, USER_ID

app = cors(Quart(__name__, template_folder="."), allow_origin=ORIGINS)
app.secret_key = SECRET_KEY
QuartAuth(app, cookie_secure=False)
QuartDB(app, url=os.environ["DATABASE_URL"], migrations_folder=None)
QuartSchema(app)
RateLimiter(app)
limited = rate_limit(LIMIT, timedelta(minutes=1))


@dataclass
class NewTodo:
    task: str
    complete: bool = False
    due: datetime | None = None


@dataclass
class Todo:
    id: str
    task: str
    complete: bool
    due: datetime | None
    created_at: datetime


@dataclass
class TodoList:
    items: list[Todo]
    next_cursor: str | None


@app.get("/login")
async def log_in() -> str:
    login_user(AuthUser(USER_ID))
    return ""


@app.get("/json")
@limited
async def show_json() -> dict[str, str]:
    return {"message": "Hello"}


async def select_todos() -> list[Todo]:
    rows = await g.connection.fetch_all(
        """SELECT id, task, complete, due, created_at FROM todos WHERE user_id = :user_id
            ORDER BY created_at DESC, id DESC LIMIT :limit""",
        {"user_id": USER_ID, "limit": PAGE_SIZE + 1},
    )
    return [Todo(**row) for row in rows[:PAGE_SIZE]]


@app.get("/todos")
@limited
@login_required
@validate_response(TodoList)
async def list_todos() -> TodoList:
    items = await select_todos()
    return TodoList(items, items[-1].id)


@app.post("/todos")
@limited
@login_required
@validate_request(NewTodo)
@validate_response(Todo, 201)
async def create_todo(data: NewTodo) -> tuple[Todo, int]:
    todo = Todo(str(uuid4()), data.task, data.complete, data.due, datetime.now(UTC))
    await g.connection.execute(
        """INSERT INTO todos (id, user_id, task, complete, due, created_at)
                VALUES (:id, :user_id, :task, :complete, :due, :created_at)""",
        {"user_id": USER_ID, **vars(todo)},
    )
    return todo, 201


@app.get("/page")
@limited
@login_required
async def show_page() -> str:
    return await render_template("page.html", todos=await select_todos())
