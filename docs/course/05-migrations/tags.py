"""Give each tag of the notes a row of its own. The first version forgot that tags repeat."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

NOTES = """
CREATE TABLE notes AS
    SELECT 'Buy milk' AS text, 'home' AS tag
    UNION ALL SELECT 'Paint the door', 'home'
"""


def upgrade() -> None:
    op.create_table("tags", sa.Column("name", sa.Text, primary_key=True))
    op.execute("INSERT INTO tags SELECT tag FROM notes")


def upgrade_corrected() -> None:
    op.create_table("tags", sa.Column("name", sa.Text, primary_key=True))
    op.execute("INSERT INTO tags SELECT DISTINCT tag FROM notes")


def run_migration(engine: Engine, migration: Callable[[], None]) -> None:
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        migration()


def run_both(engine: Engine) -> bool:
    """Run the first version, then the corrected one. Return whether that one succeeded."""
    with engine.begin() as connection:
        connection.execute(sa.text(NOTES))
    succeeded = False
    for name, migration in (("first", upgrade), ("corrected", upgrade_corrected)):
        try:
            run_migration(engine, migration)
            succeeded = True
            print(f"The {name} version has run.")
        except DatabaseError as error:
            print(f"The {name} version failed: {error.orig}")
    return succeeded
