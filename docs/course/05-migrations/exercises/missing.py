"""Exercise 3: decide as Alembic does which migrations have to run, and in which order."""


def list_missing(migrations: dict[str, tuple[str, ...]], current: set[str]) -> list[str]:
    """Return the migrations that have not run, each one after those that it follows.

    `migrations` has the parents of each migration. `current` has the rows of `alembic_version`,
    which are only the last migration of each branch.
    """
    return sorted(migrations.keys() - current)
