"""Solution 3: what a row of `alembic_version` follows has run too."""

from graphlib import TopologicalSorter


def list_missing(migrations: dict[str, tuple[str, ...]], current: set[str]) -> list[str]:
    """Return the migrations that have not run, each one after those that it follows.

    `migrations` has the parents of each migration. `current` has the rows of `alembic_version`,
    which are only the last migration of each branch.
    """
    done: set[str] = set()
    waiting = [*current]
    while waiting:
        revision = waiting.pop()
        done.add(revision)
        waiting += migrations[revision]
    order = TopologicalSorter(migrations).static_order()
    return [revision for revision in order if revision not in done]
