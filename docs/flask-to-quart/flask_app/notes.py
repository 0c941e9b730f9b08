"""The notes of the person who is logged in."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from flask_wtf import FlaskForm
from sqlalchemy import delete, select
from werkzeug.exceptions import NotFound
from wtforms import StringField
from wtforms.validators import Length

from flask_app.models import Note, db

blueprint = Blueprint("notes", __name__, url_prefix="/notes")


class NoteForm(FlaskForm):
    text = StringField(validators=[Length(1, 200)])


@blueprint.route("", methods=["GET", "POST"])
@login_required
def list_notes() -> ResponseReturnValue:
    form = NoteForm()
    if form.validate_on_submit():
        db.session.add(Note(user_id=current_user.id, text=form.text.data))
        db.session.commit()
        return redirect(url_for("notes.list_notes"))
    query = select(Note).where(Note.user_id == current_user.id).order_by(Note.id)
    notes = db.session.scalars(query).all()
    return render_template("notes.html", notes=notes, form=form), 422 if form.errors else 200


@blueprint.post("/<int:note_id>/delete")
@login_required
def delete_note(note_id: int) -> ResponseReturnValue:
    # The owner stands in the query, so another person's note is a 404.
    query = delete(Note).where(Note.id == note_id, Note.user_id == current_user.id)
    if db.session.execute(query).rowcount == 0:
        raise NotFound
    db.session.commit()
    return redirect(url_for("notes.list_notes"))
