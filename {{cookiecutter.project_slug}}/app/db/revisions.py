"""The migrations as Alembic sees them: without those of deleted features, and in order."""

from collections.abc import Collection
from graphlib import TopologicalSorter
from typing import Any

from alembic.script import Script, ScriptDirectory
from alembic.script.revision import Revision, RevisionMap, tuple_rev_as_scalar
from alembic.util import to_tuple

from app.db.schema import is_deleted, leave_out_deleted


class OrderedMap(RevisionMap):
    """Runs each migration after those that it depends on.

    Alembic itself would also drop the row of a migration that another one depends on, and run it
    again after that other feature was deleted.
    """

    def __init__(self, migrations: list[Script]) -> None:
        self.needed: dict[str, tuple[str, ...]] = {}
        for migration in migrations:
            self.needed[migration.revision] = to_tuple(migration.dependencies, default=())
            migration.dependencies = None
        super().__init__(lambda: migrations)

    def _topological_sort(self, revisions: Collection[Revision], heads: Any) -> list[str]:
        names = {each.revision for each in revisions}
        graph: TopologicalSorter[str] = TopologicalSorter()
        for each in sorted(revisions, key=lambda each: each.revision):
            parents: tuple[str, ...] = to_tuple(each.down_revision, default=())
            graph.add(each.revision, *sorted(names & {*parents, *self.needed[each.revision]}))
        return [*graph.static_order()][::-1]


def ignore_deleted(script: ScriptDirectory) -> None:
    """Make Alembic ignore the migrations of deleted features and every reference to them."""
    migrations = [each for each in script._load_revisions() if not is_deleted(each.revision)]
    for migration in migrations:
        parents: tuple[str, ...] = to_tuple(migration.down_revision, default=())
        migration.down_revision = tuple_rev_as_scalar(leave_out_deleted(parents))
    script.revision_map = OrderedMap(migrations)
