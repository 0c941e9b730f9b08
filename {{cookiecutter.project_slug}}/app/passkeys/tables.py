"""The table of passkeys as Alembic sees it."""

import sqlalchemy as sa

from app.accounts.tables import TIME, refer_to_user
from app.db.tables import metadata

sa.Table(
    "passkeys",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("credential_id", sa.Text, nullable=False, unique=True),
    sa.Column("user_id", sa.String(36), refer_to_user(), nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("public_key", sa.Text, nullable=False),
    sa.Column("sign_count", sa.BigInteger, nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("last_used_at", TIME),
)
