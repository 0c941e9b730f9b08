"""The tables of accounts as Alembic sees them, to write migrations and to find differences."""

import sqlalchemy as sa

from app.db.tables import metadata, only_where

TIME = sa.DateTime(timezone=True)


def refer_to_user() -> sa.ForeignKey:
    """Return a foreign key that deletes the row with its user."""
    return sa.ForeignKey("users.id", ondelete="CASCADE")


sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("email", sa.String(254), nullable=False, unique=True),
    # Empty until they set it.
    sa.Column("name", sa.String(80), nullable=False, server_default=sa.text("''")),
    # NULL for someone who logs in without one.
    sa.Column("password_hash", sa.Text),
    sa.Column("role", sa.String(20), nullable=False),
    sa.Column("time_zone", sa.String(64), nullable=False),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("created_at", TIME, nullable=False),
    # The few admins, and the few who are disabled, in the order of the admins' list.
    sa.Index("ix_users_admins", "email", **only_where("role = 'admin'")),
    sa.Index("ix_users_disabled", "email", **only_where("disabled")),
)

sa.Table(
    "sessions",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("user_id", sa.String(36), refer_to_user(), nullable=False, index=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    # The indexes find the sessions that have ended.
    sa.Column("created_at", TIME, nullable=False, index=True),
    sa.Column("last_seen_at", TIME, nullable=False, index=True),
    sa.Column("confirmed_at", TIME, nullable=False),
)

# Secrets that work once, such as the link in a mail. The purpose decides which columns are set.
sa.Table(
    "tokens",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("purpose", sa.String(20), nullable=False),
    sa.Column("user_id", sa.String(36), refer_to_user(), index=True),
    sa.Column("email", sa.String(254)),
    sa.Column("password_hash", sa.Text),
    sa.Column("expires_at", TIME, nullable=False, index=True),
)

# The activity that owners of accounts see. A row without a user stands for an address that has no
# account.
sa.Table(
    "security_events",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("user_id", sa.String(36), refer_to_user()),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("user_agent", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    # The admin who did it. Not a foreign key: if they delete their account, the rest of the row
    # stays, and an id alone names nobody.
    sa.Column("actor_id", sa.String(36)),
    sa.Column("created_at", TIME, nullable=False, index=True),
    sa.Index(None, "user_id", "created_at", "id"),
)

# The export of a person's data. Its job says how far it is until it is ready.
sa.Table(
    "exports",
    metadata,
    sa.Column("user_id", sa.String(36), refer_to_user(), primary_key=True),
    sa.Column("job_id", sa.String(36), nullable=False),
    # Of the run of the job that may write. Empty until one begins.
    sa.Column("token", sa.String(36), nullable=False),
    sa.Column("created_at", TIME, nullable=False, index=True),
    sa.Column("ready_at", TIME),
    sa.Column("size", sa.BigInteger, nullable=False),
)

# Those of an earlier run stay until they are deleted in batches.
sa.Table(
    "export_parts",
    metadata,
    sa.Column("user_id", sa.String(36), refer_to_user(), primary_key=True),
    sa.Column("token", sa.String(36), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
