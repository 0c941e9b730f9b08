"""The part of the JSON API that a list on a screen needs: counts, ticks, and to undo a deletion."""

from uuid import UUID

from quart import Blueprint
from quart_auth import login_required
from quart_schema import tag_blueprint, validate_request, validate_response

from app.accounts.sessions import current_user
from app.db import connect
from app.todos.counts import TodoCounts, count_todos
from app.todos.events import publish_change
from app.todos.models import Todo
from app.todos.restoring import DeletedTodo, restore_todo
from app.todos.ticks import TodoTick, update_completion

blueprint = Blueprint("todos_list_api", __name__, url_prefix="/api/todos")
tag_blueprint(blueprint, ["Todos"])


@blueprint.get("/counts")
@login_required
@validate_response(TodoCounts)
async def show_counts() -> TodoCounts:
    """Count your todos."""
    async with connect() as connection:
        return await count_todos(connection, current_user.user.id)


@blueprint.patch("/<uuid:todo_id>")
@login_required
@validate_request(TodoTick)
@validate_response(Todo)
async def tick_todo(todo_id: UUID, data: TodoTick) -> Todo:
    """Change whether a todo is complete, and nothing else."""
    async with connect() as connection:
        todo = await update_completion(
            connection, current_user.user.id, str(todo_id), data.complete
        )
    await publish_change()
    return todo


@blueprint.post("/restore")
@login_required
@validate_request(DeletedTodo)
@validate_response(Todo, 201)
async def restore_deleted(data: DeletedTodo) -> tuple[Todo, int]:
    """Undo a deletion: send the todo as it was, with its id and its time."""
    todo = Todo(**data.model_dump())
    async with connect() as connection:
        todo = await restore_todo(connection, current_user.user.id, todo)
    await publish_change()
    return todo, 201
