"""Mail that was sent is counted and deleted by an index of its own."""

import sqlalchemy as sa
from alembic import op

revision = "platform_0003"
down_revision = "platform_0002"


def upgrade() -> None:
    sent = sa.text("sent_at IS NOT NULL")
    op.create_index(
        "ix_outbox_sent_at", "outbox", ["sent_at"], sqlite_where=sent, postgresql_where=sent
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_sent_at", "outbox")
