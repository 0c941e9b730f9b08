"""The tables of todos, which Alembic compares with the database to write migrations."""

import sqlalchemy as sa

from app.db.tables import metadata

sa.Table(
    "todos",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column(
        "user_id", sa.String(36), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False
    ),
    sa.Column("task", sa.Text, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("due", sa.DateTime(timezone=True)),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    # In the order of the list, so that the database reads a page without sorting: of all todos,
    # and of those that are open or complete.
    sa.Index(None, "user_id", "created_at", "id"),
    sa.Index(None, "user_id", "complete", "created_at", "id"),
    sa.Index(None, "user_id", "due"),
)

# The last day, in a person's own time zone, on which they got a digest.
sa.Table(
    "todo_digests",
    metadata,
    sa.Column(
        "user_id", sa.String(36), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("sent_on", sa.String(10), nullable=False),
)
