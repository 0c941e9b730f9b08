"""The pages of todos. With HTMX a view answers with the part that changed, else it redirects."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from quart import Blueprint, Quart, Response, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from werkzeug.exceptions import NotFound, UnprocessableEntity

from app.accounts.sessions import current_user
from app.db import Connection, connect, transaction
from app.pages import add_link
from app.pages.rendering import collect_messages, is_for_part, render_part
from app.times import TIME_ZONES
from app.todos import queries
from app.todos.events import tell_of_change
from app.todos.models import Todo, TodoQuery
from app.todos.pages.forms import Form, parse_form, write_form
from app.todos.pages.tick_queries import update_complete

blueprint = Blueprint(
    "todos_pages",
    __name__,
    url_prefix="/todos",
    template_folder="templates",
    static_folder="static",
)


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)
    add_link(app, "Todos", "todos_pages.list_todos")


@blueprint.context_processor
async def add_place() -> dict[str, Any]:
    return {"place": find_place()}


def find_place() -> dict[str, Any]:
    """Which part of the list the person looks at. Each link and form has it in its address."""
    return {name: request.args.get(name) or None for name in ("complete", "cursor")}


@blueprint.get("")
@login_required
async def list_todos() -> Response:
    return await render_list()


@blueprint.post("")
@login_required
async def add_todo() -> ResponseReturnValue:
    form = await request.form
    try:
        data = parse_form(form, find_zone_name(form))
    except ValidationError as error:
        return await render_list(form, collect_messages(error), part="todos/_form.html")
    async with connect() as connection:
        todo = await queries.insert_todo(connection, current_user.user.id, data, datetime.now(UTC))
    return await answer_change("todos/_added.html", todo)


@blueprint.get("/<uuid:todo_id>")
@login_required
async def show_todo(todo_id: UUID) -> Response:
    async with connect() as connection:
        todo = await select_todo(connection, todo_id)
    # As a part it takes the place of the form, which had the focus.
    focus = "edit" if is_for_part() else ""
    return await render_part("todos/todo.html", "todos/_todo.html", todo=todo, focus=focus)


@blueprint.get("/<uuid:todo_id>/edit")
@login_required
async def edit_todo(todo_id: UUID) -> Response:
    async with connect() as connection:
        todo = await select_todo(connection, todo_id)
    return await render_edit(todo_id, write_form(todo, find_zone_name()))


@blueprint.post("/<uuid:todo_id>")
@login_required
async def replace_todo(todo_id: UUID) -> ResponseReturnValue:
    form = await request.form
    async with connect() as connection:
        before = await select_todo(connection, todo_id)
    try:
        data = parse_form(form, find_zone_name(form), before.due)
    except ValidationError as error:
        return await render_edit(todo_id, form, collect_messages(error))
    async with connect() as connection:
        todo = await queries.update_todo(connection, current_user.user.id, str(todo_id), data)
    return await answer_change("todos/_todo.html", todo, focus="edit")


@blueprint.post("/<uuid:todo_id>/tick")
@login_required
async def tick_todo(todo_id: UUID) -> ResponseReturnValue:
    form = await request.form
    is_complete = form.get("complete") == "true"
    async with connect() as connection:
        todo = await update_complete(connection, current_user.user.id, str(todo_id), is_complete)
    return await answer_change("todos/_todo.html", todo)


@blueprint.post("/<uuid:todo_id>/delete")
@login_required
async def delete_todo(todo_id: UUID) -> ResponseReturnValue:
    async with transaction() as connection:
        todo = await select_todo(connection, todo_id)
        await queries.delete_todo(connection, current_user.user.id, todo.id)
    return await answer_change("todos/_deleted.html", todo)


def find_zone_name(form: Form | None = None) -> str:
    """Where times are typed: as the form said when it was shown, whatever was chosen since."""
    zone = (form or {}).get("zone", "")
    return zone if zone in TIME_ZONES else current_user.user.time_zone


async def select_todo(connection: Connection, todo_id: UUID) -> Todo:
    return require(await queries.select_todo(connection, current_user.user.id, str(todo_id)))


def require(todo: Todo | None) -> Todo:
    if todo is None:
        raise NotFound("You have no such todo.")
    return todo


async def render_list(
    form: Form | None = None, errors: Form | None = None, part: str = "todos/_rows.html"
) -> Response:
    """With a new, empty form, or with one that has to be corrected."""
    try:
        query = TodoQuery.model_validate(find_place())
    except ValidationError as error:
        raise UnprocessableEntity("No part of the list has this address.") from error
    async with connect() as connection:
        todos = await queries.select_page(connection, current_user.user.id, query)
    return await render_part(
        "todos/list.html",
        part,
        422 if errors else 200,
        todos=todos,
        complete=query.complete,
        zone=find_zone_name(form),
        form=form or {},
        errors=errors or {},
    )


async def render_edit(todo_id: UUID, form: Form, errors: Form | None = None) -> Response:
    return await render_part(
        "todos/edit.html",
        "todos/_edit.html",
        422 if errors else 200,
        todo_id=todo_id,
        zone=find_zone_name(form),
        form=form,
        errors=errors or {},
    )


async def answer_change(part: str, todo: Todo | None, focus: str = "") -> ResponseReturnValue:
    """Show the change here and tell other tabs of it, or go back to the list as it was."""
    todo = require(todo)
    await tell_of_change()
    if is_for_part():
        zone = find_zone_name()
        return await render_part(part, part, todo=todo, zone=zone, form={}, errors={}, focus=focus)
    return redirect(url_for("todos_pages.list_todos", **find_place()), 303)
