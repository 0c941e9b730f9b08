"""Users can have a name."""

import sqlalchemy as sa
from alembic import op

revision = "accounts_0003"
down_revision = "accounts_0002"


def upgrade() -> None:
    # With a default, processes of the release before can still add users.
    name = sa.Column("name", sa.String(80), nullable=False, server_default=sa.text("''"))
    op.add_column("users", name)


def downgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.drop_column("name")
