"""Solution 2: first point to the tag that stays, then delete the others, then forbid them."""

from alembic import op


def upgrade() -> None:
    op.execute(
        """UPDATE note_tags SET tag_id = (
               SELECT min(same.id) FROM tags
                 JOIN tags AS same ON same.name = tags.name
                WHERE tags.id = note_tags.tag_id
           )"""
    )
    op.execute("DELETE FROM tags WHERE id NOT IN (SELECT min(id) FROM tags GROUP BY name)")
    op.create_index("ix_tags_name", "tags", ["name"], unique=True)
