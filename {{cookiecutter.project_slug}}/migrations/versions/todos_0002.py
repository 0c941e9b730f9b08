"""Open and complete todos are listed by an index of their own."""

from alembic import op

revision = "todos_0002"
down_revision = "todos_0001"


def upgrade() -> None:
    columns = ["user_id", "complete", "created_at", "id"]
    op.create_index("ix_todos_user_id_complete_created_at_id", "todos", columns)


def downgrade() -> None:
    op.drop_index("ix_todos_user_id_complete_created_at_id", "todos")
