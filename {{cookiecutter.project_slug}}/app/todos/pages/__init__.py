"""The pages of todos. HTMX gets the part of the page that changed; other requests a redirect."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from markupsafe import Markup
from pydantic import ValidationError
from quart import Blueprint, Quart, Response, flash, redirect, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from werkzeug.exceptions import UnprocessableEntity

from app.accounts.sessions import current_user
from app.db import connect
from app.pages import add_link
from app.pages.local_times import choose_zone
from app.pages.rendering import collect_messages, is_for_part, render_part
from app.todos import queries
from app.todos.events import publish_change
from app.todos.models import Todo, TodoQuery
from app.todos.pages.counts import describe_counts
from app.todos.pages.forms import Form, fill_form, parse_form
from app.todos.ticks import update_completion

blueprint = Blueprint(
    "todos_pages",
    __name__,
    url_prefix="/todos",
    template_folder="templates",
    static_folder="static",
)


def init_app(app: Quart) -> None:
    # Importing the module registers its views on the blueprint.
    import_module(f"{__name__}.deletion")
    app.register_blueprint(blueprint)
    add_link(app, "Todos", "todos_pages.list_todos")


@blueprint.context_processor
async def add_list_query() -> dict[str, Any]:
    query = read_list_query()
    chosen = {name: value for name, value in query.items() if value}
    return {
        "list_query": query,
        "now": datetime.now(UTC),
        "list_suffix": f"?{urlencode(chosen)}" if chosen else "",
        "todos_url": url_for("todos_pages.list_todos"),
    }


def read_list_query() -> dict[str, Any]:
    """Return the filter and the page of the list that the person is looking at.

    Every link and form carries them in its address, so that people return to the same list.
    """
    return {name: request.args.get(name) or None for name in ("complete", "cursor")}


def find_zone_name(form: Form | None = None) -> str:
    return choose_zone((form or {}).get("zone", ""), current_user.user.time_zone)


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
    await flash(name_todo("Added", todo), "done")
    return await answer_change("todos/_added.html", todo)


@blueprint.get("/<uuid:todo_id>")
@login_required
async def show_todo(todo_id: UUID) -> Response:
    todo = await load_todo(todo_id)
    # As a part it replaces the edit form, which had the focus.
    focus = "edit" if is_for_part() else ""
    return await render_part("todos/todo.html", "todos/_todo.html", todo=todo, focus=focus)


@blueprint.get("/<uuid:todo_id>/edit")
@login_required
async def edit_todo(todo_id: UUID) -> Response:
    todo = await load_todo(todo_id)
    return await render_edit(todo_id, fill_form(todo, find_zone_name()))


@blueprint.post("/<uuid:todo_id>")
@login_required
async def replace_todo(todo_id: UUID) -> ResponseReturnValue:
    form = await request.form
    before = await load_todo(todo_id)
    try:
        data = parse_form(form, find_zone_name(form), before.due)
    except ValidationError as error:
        return await render_edit(todo_id, form, collect_messages(error))
    async with connect() as connection:
        todo = await queries.update_todo(connection, current_user.user.id, str(todo_id), data)
    return await answer_change("todos/_changed.html", todo, focus="edit")


@blueprint.post("/<uuid:todo_id>/tick")
@login_required
async def tick_todo(todo_id: UUID) -> ResponseReturnValue:
    is_complete = (await request.form).get("complete") == "true"
    async with connect() as connection:
        todo = await update_completion(connection, current_user.user.id, str(todo_id), is_complete)
    return await answer_change("todos/_changed.html", todo)


def name_todo(verb: str, todo: Todo) -> Markup:
    """Return a message such as Deleted “Weave”. Its direction does not change that of the rest."""
    name = todo.task if len(todo.task) <= 60 else f"{todo.task[:60]}…"
    return Markup("{} “<bdi>{}</bdi>”.").format(verb, name)


async def load_todo(todo_id: UUID) -> Todo:
    async with connect() as connection:
        return await queries.select_todo(connection, current_user.user.id, str(todo_id))


async def render_list(
    form: Form | None = None, errors: Form | None = None, part: str = "todos/_rows.html"
) -> Response:
    """Render the list with an empty form, or with a form to correct."""
    try:
        query = TodoQuery.model_validate(read_list_query())
    except ValidationError as error:
        raise UnprocessableEntity("This address is not valid. Open your todos again.") from error
    async with connect() as connection:
        todos = await queries.select_todo_list(connection, current_user.user.id, query)
        counts = await describe_counts(connection, current_user.user.id)
    return await render_part(
        "todos/list.html",
        part,
        422 if errors else 200,
        todos=todos,
        counts=counts,
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


async def answer_change(
    part: str, todo: Todo, focus: str = "", shows_change: bool = True
) -> ResponseReturnValue:
    """Tell the person's other tabs about the change, and show it here.

    Without HTMX, show it by a redirect to the list that the person came from.
    """
    await publish_change(shows_change)
    if is_for_part():
        async with connect() as connection:
            counts = await describe_counts(connection, current_user.user.id)
        return await render_part(
            part,
            part,
            todo=todo,
            counts=counts,
            zone=find_zone_name(),
            focus=focus,
            form={},
            errors={},
        )
    return redirect(url_for("todos_pages.list_todos", **read_list_query()), 303)
