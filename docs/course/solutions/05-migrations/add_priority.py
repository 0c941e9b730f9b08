"""Solution 1: a default in the database, because the release before does not name the column."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    priority = sa.Column("priority", sa.Integer, nullable=False, server_default=sa.text("0"))
    op.add_column("todos", priority)


def downgrade() -> None:
    with op.batch_alter_table("todos") as todos:
        todos.drop_column("priority")
