"""The same new name in small steps, each of which leaves what the release before needs."""

import sqlalchemy as sa
from alembic import op
from deployment import Release, deploy_all


def create() -> None:
    op.create_table(
        "notes", sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.Text)
    )


def expand() -> None:
    op.add_column("notes", sa.Column("body", sa.Text))


def copy() -> None:
    op.execute("UPDATE notes SET body = text WHERE body IS NULL")


def change_nothing() -> None:
    """Leave the tables as they are: only the code changes."""


def contract() -> None:
    with op.batch_alter_table("notes") as notes:
        notes.drop_column("text")


ADD_TEXT = "INSERT INTO notes (text) VALUES (:note)"
ADD_BOTH = "INSERT INTO notes (text, body) VALUES (:note, :note)"
ADD_BODY = "INSERT INTO notes (body) VALUES (:note)"
READ_TEXT, READ_BODY = "SELECT text FROM notes", "SELECT body FROM notes"

RELEASES = [
    Release(create, ADD_TEXT, READ_TEXT),
    Release(expand, ADD_BOTH, READ_TEXT),
    Release(copy, ADD_BOTH, READ_BODY),
    Release(change_nothing, ADD_BODY, READ_BODY),
    Release(contract, ADD_BODY, READ_BODY),
]

deploy_all(RELEASES)
