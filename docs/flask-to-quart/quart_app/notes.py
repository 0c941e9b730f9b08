"""The notes of the person who is logged in."""

from pydantic import BaseModel, Field
from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue
from quart_auth import current_user, login_required
from werkzeug.exceptions import NotFound

from quart_app.db import transaction
from quart_app.forms import read_form

blueprint = Blueprint("notes", __name__, url_prefix="/notes")


class NewNote(BaseModel):
    text: str = Field(min_length=1, max_length=200)


def get_user_id() -> int:
    return int(current_user.auth_id or 0)


@blueprint.route("", methods=["GET", "POST"])
@login_required
async def list_notes() -> ResponseReturnValue:
    data, errors = await read_form(NewNote)
    async with transaction() as connection:
        if data is not None:
            await connection.execute(
                "INSERT INTO notes (user_id, text) VALUES (:user_id, :text)",
                {"user_id": get_user_id(), "text": data.text},
            )
            return redirect(url_for("notes.list_notes"))
        notes = await connection.fetch_all(
            "SELECT id, text FROM notes WHERE user_id = :user_id ORDER BY id",
            {"user_id": get_user_id()},
        )
    form = await request.form
    page = await render_template("notes.html", notes=notes, form=form, errors=errors)
    return page, 422 if errors else 200


@blueprint.post("/<int:note_id>/delete")
@login_required
async def delete_note(note_id: int) -> ResponseReturnValue:
    async with transaction() as connection:
        # The owner stands in the query, so another person's note is a 404.
        deleted = await connection.fetch_val(
            "DELETE FROM notes WHERE id = :id AND user_id = :user_id RETURNING id",
            {"id": note_id, "user_id": get_user_id()},
        )
    if deleted is None:
        raise NotFound
    return redirect(url_for("notes.list_notes"))
