"""The JSON API of todos."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from quart import Blueprint, Response
from quart_auth import login_required
from quart_rate_limiter import rate_limit
from quart_schema import (
    hide,
    tag_blueprint,
    validate_querystring,
    validate_request,
    validate_response,
)

from app.accounts.sessions import current_user
from app.db import connect
from app.live.streams import stream_events
from app.todos import queries
from app.todos.events import name_topic, publish_change
from app.todos.models import Todo, TodoData, TodoList, TodoQuery

blueprint = Blueprint("todos_api", __name__, url_prefix="/api/todos")
tag_blueprint(blueprint, ["Todos"])


@blueprint.get("")
@login_required
@validate_querystring(TodoQuery)
@validate_response(TodoList)
async def list_todos(query_args: TodoQuery) -> TodoList:
    """List your todos, newest first."""
    async with connect() as connection:
        return await queries.select_todo_list(connection, current_user.user.id, query_args)


@blueprint.post("")
@login_required
@validate_request(TodoData)
@validate_response(Todo, 201)
async def create_todo(data: TodoData) -> tuple[Todo, int]:
    """Add a todo."""
    async with connect() as connection:
        todo = await queries.insert_todo(connection, current_user.user.id, data, datetime.now(UTC))
    await publish_change()
    return todo, 201


@blueprint.get("/<uuid:todo_id>")
@login_required
@validate_response(Todo)
async def show_todo(todo_id: UUID) -> Todo:
    """Read a todo."""
    async with connect() as connection:
        return await queries.select_todo(connection, current_user.user.id, str(todo_id))


@blueprint.put("/<uuid:todo_id>")
@login_required
@validate_request(TodoData)
@validate_response(Todo)
async def replace_todo(todo_id: UUID, data: TodoData) -> Todo:
    """Replace a todo. Fields you leave out are set to their defaults."""
    async with connect() as connection:
        todo = await queries.update_todo(connection, current_user.user.id, str(todo_id), data)
    await publish_change()
    return todo


@blueprint.delete("/<uuid:todo_id>")
@login_required
async def delete_todo(todo_id: UUID) -> tuple[str, int]:
    """Delete a todo."""
    async with connect() as connection:
        await queries.delete_todo(connection, current_user.user.id, str(todo_id))
    await publish_change()
    return "", 204


@blueprint.get("/events")
@login_required
@rate_limit(30, timedelta(minutes=1))
@hide
async def stream_changes() -> Response:
    """Stream a server-sent event for each change to your todos, wherever you make it."""
    return await stream_events(name_topic(), current_user.is_still_authenticated)
