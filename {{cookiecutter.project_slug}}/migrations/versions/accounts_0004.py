"""Sessions that have ended, admins, and disabled people are found by indexes."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0004"
down_revision = "accounts_0003"


def upgrade() -> None:
    op.create_index("ix_sessions_created_at", "sessions", ["created_at"])
    op.create_index("ix_sessions_last_seen_at", "sessions", ["last_seen_at"])
    for name, condition in (("admins", "role = 'admin'"), ("disabled", "disabled")):
        where = sa.text(condition)
        op.create_index(
            f"ix_users_{name}", "users", ["email"], sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    for name in ("disabled", "admins"):
        op.drop_index(f"ix_users_{name}", "users")
    for name in ("last_seen_at", "created_at"):
        op.drop_index(f"ix_sessions_{name}", "sessions")
