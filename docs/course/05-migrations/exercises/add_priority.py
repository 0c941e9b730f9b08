"""Exercise 1: a migration that the release before does not survive as it should."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.add_column("todos", sa.Column("priority", sa.Integer))


def downgrade() -> None:
    pass
