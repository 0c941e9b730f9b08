"""Todos, and the last day on which each person was told what is due."""

import sqlalchemy as sa
from alembic import op

revision = "todos_0001"
down_revision = "accounts_0001"


def upgrade() -> None:
    op.create_table(
        "todos",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_todos_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_todos"),
    )
    op.create_index("ix_todos_user_id_created_at_id", "todos", ["user_id", "created_at", "id"])
    op.create_index("ix_todos_user_id_due", "todos", ["user_id", "due"])
    op.create_table(
        "todo_digests",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("sent_on", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_todo_digests_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name="pk_todo_digests"),
    )


def downgrade() -> None:
    op.drop_table("todo_digests")
    op.drop_table("todos")
