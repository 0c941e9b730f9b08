"""The tables of two-step login as Alembic sees them."""

import sqlalchemy as sa

from app.accounts.tables import refer_to_user
from app.db.tables import metadata

# The app on a person's phone that shows the codes (TOTP).
sa.Table(
    "authenticators",
    metadata,
    sa.Column("user_id", sa.String(36), refer_to_user(), primary_key=True),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("confirmed", sa.Boolean, nullable=False),
    sa.Column("last_step", sa.BigInteger, nullable=False),
)

sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("user_id", sa.String(36), refer_to_user(), primary_key=True),
    sa.Column("hash", sa.String(64), primary_key=True),
)
