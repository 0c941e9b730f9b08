"""Security events tell the owners of accounts what happened to them."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0005"
down_revision = "accounts_0004"


def upgrade() -> None:
    op.create_table(
        "security_events",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36)),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.String(36)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_security_events_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_security_events"),
    )
    columns = ["user_id", "created_at", "id"]
    op.create_index("ix_security_events_user_id_created_at_id", "security_events", columns)
    op.create_index("ix_security_events_created_at", "security_events", ["created_at"])


def downgrade() -> None:
    op.drop_table("security_events")
