"""Delete a todo, and undo it: a signed token in the browser holds the todo, the server nothing."""

from datetime import timedelta
from uuid import UUID

import msgspec
from itsdangerous import BadSignature
from markupsafe import Markup
from quart import flash, render_template, request
from quart.typing import ResponseReturnValue
from quart_auth import login_required
from werkzeug.exceptions import NotFound

from app.accounts.sessions import current_user
from app.db import connect
from app.todos import queries
from app.todos.models import Todo
from app.todos.pages import answer_change, blueprint, name_todo
from app.todos.restoring import restore_todo
from app.web.cookies import get_serializer

LIFETIME = timedelta(hours=1)


@blueprint.post("/<uuid:todo_id>/delete")
@login_required
async def delete_todo(todo_id: UUID) -> ResponseReturnValue:
    async with connect() as connection:
        todo = await queries.delete_todo(connection, current_user.user.id, str(todo_id))
    html = await render_template(
        "todos/_undo.html",
        message=name_todo("Deleted", todo),
        token=write_undo_token(current_user.user.id, todo),
    )
    await flash(Markup(html), "done")  # noqa: S704, a template has escaped it
    return await answer_change("todos/_deleted.html", todo)


@blueprint.post("/undo")
@login_required
async def undo_deletion() -> ResponseReturnValue:
    user_id = current_user.user.id
    todo = read_undo_token(user_id, (await request.form).get("token", ""))
    async with connect() as connection:
        await restore_todo(connection, user_id, todo)
    await flash(name_todo("Restored", todo), "done")
    # This page cannot know the place of the row, so it loads its list like the others.
    return await answer_change("todos/_deleted.html", todo, shows_change=False)


def write_undo_token(user_id: str, todo: Todo) -> str:
    return str(get_serializer(f"undo:{user_id}").dumps(msgspec.to_builtins(todo)))


def read_undo_token(user_id: str, token: str) -> Todo:
    """Return the todo. Raise `NotFound` if another person deleted it, or too long ago."""
    try:
        fields = get_serializer(f"undo:{user_id}").loads(
            token, max_age=int(LIFETIME.total_seconds())
        )
    except BadSignature as error:
        raise NotFound("It is too late to undo this.") from error
    return msgspec.convert(fields, Todo)
