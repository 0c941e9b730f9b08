"""A column gets a better name in one release, and the release before cannot store notes."""

import sqlalchemy as sa
from alembic import op
from deployment import Release, deploy_all


def create() -> None:
    op.create_table(
        "notes", sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.Text)
    )


def rename() -> None:
    with op.batch_alter_table("notes") as notes:
        notes.alter_column("text", new_column_name="body")


RELEASES = [
    Release(create, "INSERT INTO notes (text) VALUES (:note)", "SELECT text FROM notes"),
    Release(rename, "INSERT INTO notes (body) VALUES (:note)", "SELECT body FROM notes"),
]

deploy_all(RELEASES)
