"""A project with three features of its own passes its own checks as a fresh one does."""

from pathlib import Path

import pytest
from bakery import bake
from running import run_make

# The feature `notes`, made as AGENTS.md says. The other two are the same by other names.
FEATURE = {
    "app/notes/__init__.py": '''
"""Notes: short texts of one person."""

from quart import Quart


def init_app(app: Quart) -> None:
    from app.notes import pages

    pages.init_app(app)

    from app.notes import api

    app.register_blueprint(api.blueprint)

    from app.accounts.export import add_export
    from app.notes.queries import select_notes

    add_export(app, "notes", select_notes)
''',
    "app/notes/models.py": '''
"""Models of requests (pydantic) and responses (msgspec)."""

from datetime import datetime
from typing import Annotated

from msgspec import Struct
from pydantic import BaseModel, Field

from app.web.fields import Text


class NoteData(BaseModel, extra="forbid"):
    """A note as its owner writes it."""

    text: Annotated[Text, Field(max_length=500)]


class Note(Struct):
    """A short text."""

    id: str
    text: str
    created_at: datetime


class NoteList(Struct):
    """All notes, oldest first."""

    items: list[Note]
''',
    "app/notes/tables.py": '''
"""The tables as Alembic sees them."""

import sqlalchemy as sa

from app.db.tables import metadata

sa.Table(
    "notes",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column(
        "user_id", sa.String(36), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Index(None, "user_id", "created_at"),
)
''',
    "app/notes/queries.py": '''
"""The SQL of notes. Each query names the owner."""

from datetime import UTC, datetime
from uuid import uuid4

from msgspec.structs import asdict

from app.db import Connection
from app.notes.models import Note, NoteData

COLUMNS = "id, text, created_at"


async def insert_note(connection: Connection, user_id: str, data: NoteData) -> Note:
    note = Note(str(uuid4()), data.text, datetime.now(UTC))
    await connection.execute(
        """INSERT INTO notes (id, user_id, text, created_at)
                VALUES (:id, :user_id, :text, :created_at)""",
        {"user_id": user_id, **asdict(note)},
    )
    return note


async def select_notes(connection: Connection, user_id: str) -> list[Note]:
    rows = await connection.fetch_all(
        f"SELECT {COLUMNS} FROM notes WHERE user_id = :user_id ORDER BY created_at, id",
        {"user_id": user_id},
    )
    return [Note(**row) for row in rows]


async def delete_note(connection: Connection, user_id: str, note_id: str) -> bool:
    """Return whether there was such a note."""
    deleted = await connection.fetch_val(
        "DELETE FROM notes WHERE id = :id AND user_id = :user_id RETURNING id",
        {"id": note_id, "user_id": user_id},
    )
    return deleted is not None
''',
    "app/notes/api.py": '''
"""The JSON API of notes."""

from uuid import UUID

from quart import Blueprint
from quart_auth import login_required
from quart_schema import tag_blueprint, validate_request, validate_response
from werkzeug.exceptions import NotFound

from app.accounts.sessions import current_user
from app.db import connect
from app.notes import queries
from app.notes.models import Note, NoteData, NoteList

blueprint = Blueprint("notes_api", __name__, url_prefix="/api/notes")
tag_blueprint(blueprint, ["Notes"])


@blueprint.get("")
@login_required
@validate_response(NoteList)
async def list_notes() -> NoteList:
    """List your notes."""
    async with connect() as connection:
        return NoteList(await queries.select_notes(connection, current_user.user.id))


@blueprint.post("")
@login_required
@validate_request(NoteData)
@validate_response(Note, 201)
async def create_note(data: NoteData) -> tuple[Note, int]:
    """Add a note."""
    async with connect() as connection:
        note = await queries.insert_note(connection, current_user.user.id, data)
    return note, 201


@blueprint.delete("/<uuid:note_id>")
@login_required
async def delete_note(note_id: UUID) -> tuple[str, int]:
    """Delete a note."""
    async with connect() as connection:
        if not await queries.delete_note(connection, current_user.user.id, str(note_id)):
            raise NotFound("You have no such note.")
    return "", 204
''',
    "app/notes/pages/__init__.py": '''
"""The page of notes."""

from quart import Blueprint, Quart, render_template
from quart_auth import login_required

from app.accounts.sessions import current_user
from app.db import connect
from app.notes.queries import select_notes
from app.pages import add_link

blueprint = Blueprint("notes_pages", __name__, url_prefix="/notes", template_folder="templates")


def init_app(app: Quart) -> None:
    app.register_blueprint(blueprint)
    add_link(app, "Notes", "notes_pages.list_notes")


@blueprint.get("")
@login_required
async def list_notes() -> str:
    async with connect() as connection:
        notes = await select_notes(connection, current_user.user.id)
    return await render_template("notes/list.html", notes=notes)
''',
    "app/notes/pages/templates/notes/list.html": """
{% extends "layout.html" %}
{% block title %}Notes{% endblock %}
{% block content %}
  <h1>Notes</h1>
  <ul>{% for note in notes %}<li>{{ note.text }}</li>{% endfor %}</ul>
{% endblock %}
""",
    "tests/notes/__init__.py": "",
    "tests/notes/test_api.py": '''
"""Notes over the JSON API."""

from uuid import uuid4

from quart.typing import TestClientProtocol as Client


async def test_a_new_note_is_listed_and_exported_until_it_is_deleted(user_client: Client) -> None:
    note = await (await user_client.post("/api/notes", json={"text": "Weave"})).get_json()
    listed = await (await user_client.get("/api/notes")).get_json()
    export = await (await user_client.get("/api/users/me/export")).get_json()

    deleted = await user_client.delete(f"/api/notes/{note['id']}")

    assert listed == {"items": [note]}
    assert export["features"]["notes"] == [note]
    assert deleted.status_code == 204
    assert await (await user_client.get("/api/notes")).get_json() == {"items": []}


async def test_a_note_that_never_was_is_not_found(user_client: Client) -> None:
    response = await user_client.delete(f"/api/notes/{uuid4()}")

    assert response.status_code == 404
''',
    "tests/notes/pages/__init__.py": "",
    "tests/notes/pages/test_pages.py": '''
"""The page of notes."""

from quart.typing import TestClientProtocol as Client

from tests.pages.reading import read


async def test_the_page_shows_the_notes(user_client: Client) -> None:
    await user_client.post("/api/notes", json={"text": "Weave"})

    assert "<li>Weave</li>" in await read(await user_client.get("/notes"))
''',
}


def add_feature(folder: Path, name: str) -> None:
    """Write the feature under this name, and its stanza into the factory."""
    for path, text in FEATURE.items():
        file = folder / rename(path, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(rename(text.lstrip("\n"), name), encoding="utf-8")
    factory = folder / "app" / "__init__.py"
    stanza = f"    from app import {name}s\n\n    {name}s.init_app(app)\n\n    return app\n"
    text = factory.read_text(encoding="utf-8")
    factory.write_text(text.replace("    return app\n", stanza), encoding="utf-8")


def rename(text: str, name: str) -> str:
    return text.replace("note", name).replace("Note", name.title())


@pytest.mark.slow
def test_three_features_more_pass_the_checks_of_the_project(tmp_path: Path) -> None:
    folder = bake(tmp_path).folder

    for name in ("note", "book", "place"):
        add_feature(folder, name)
        assert run_make(folder, "migration", f"m=add {name}s") == ""

    assert len(list((folder / "migrations" / "versions").glob("*_add_*.py"))) == 3
    for word in ("fix", "lint", "test"):
        assert run_make(folder, word) == ""
