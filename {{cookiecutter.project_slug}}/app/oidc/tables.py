"""The table of identities as Alembic sees it."""

import sqlalchemy as sa

from app.accounts.tables import TIME, refer_to_user
from app.db.tables import metadata

# A provider knows a person by the subject. The address is for the person to read, and may change.
sa.Table(
    "oidc_identities",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("user_id", sa.String(36), refer_to_user(), nullable=False, index=True),
    sa.Column("issuer", sa.Text, nullable=False),
    sa.Column("subject", sa.String(255), nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    sa.Column("last_used_at", TIME),
    sa.UniqueConstraint("issuer", "subject"),
)
