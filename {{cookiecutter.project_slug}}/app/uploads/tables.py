"""The table of uploaded files as Alembic sees it."""

import sqlalchemy as sa

from app.accounts.tables import TIME, refer_to_user
from app.db.tables import metadata

sa.Table(
    "uploads",
    metadata,
    # Also the name of the object in the storage.
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("user_id", sa.String(36), refer_to_user(), nullable=False),
    sa.Column("purpose", sa.String(40), nullable=False),
    sa.Column("content_type", sa.String(100), nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Index(None, "user_id", "purpose"),
)
