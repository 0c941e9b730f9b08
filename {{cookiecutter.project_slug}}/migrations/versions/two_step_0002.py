"""The secrets of authenticator apps are encrypted, which makes them longer."""

import sqlalchemy as sa
from alembic import op

revision = "two_step_0002"
down_revision = "two_step_0001"


def upgrade() -> None:
    with op.batch_alter_table("authenticators") as authenticators:
        authenticators.alter_column("secret", type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    # Secrets that are encrypted by now do not fit into the column of before.
    op.execute("DELETE FROM authenticators WHERE length(secret) > 64")
    with op.batch_alter_table("authenticators") as authenticators:
        authenticators.alter_column("secret", type_=sa.String(64), existing_nullable=False)
