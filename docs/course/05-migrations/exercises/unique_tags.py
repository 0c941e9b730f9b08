"""Exercise 2: each name of a tag is to exist once, but some exist twice."""

from alembic import op


def upgrade() -> None:
    op.execute("DELETE FROM tags WHERE id NOT IN (SELECT min(id) FROM tags GROUP BY name)")
    op.create_index("ix_tags_name", "tags", ["name"])
