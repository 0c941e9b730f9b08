"""Deploy releases one after the other, while the one before still serves people."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError


@dataclass(frozen=True)
class Release:
    migrate: Callable[[], None]
    add: str
    read: str


def deploy_all(releases: list[Release]) -> None:
    """In each deployment, let the release before store a note. Exit if any note is lost."""
    engine = create_engine("sqlite://")
    run_migration(engine, releases[0])
    typed, lost = [], set()
    for number, (old, new) in enumerate(pairwise(releases), 2):
        run_migration(engine, new)
        typed.append(f"note {number - 1}")
        print(f"The migration of release {number} has run. Release {number - 1} is still up.")
        try:
            with engine.begin() as connection:
                connection.execute(text(old.add), {"note": typed[-1]})
            for release in (old, new):
                lost |= {*typed} - read_notes(engine, release)
        except OperationalError as error:
            print(f"Release {number - 1} cannot store {typed[-1]}: {error.orig}")
            lost.add(typed[-1])
    if lost:
        sys.exit(f"Lost: {', '.join(sorted(lost))}.")
    print(f"All {len(typed)} notes are there, for each release that was up.")


def run_migration(engine: Engine, release: Release) -> None:
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        release.migrate()


def read_notes(engine: Engine, release: Release) -> set[str]:
    with engine.begin() as connection:
        return set(connection.scalars(text(release.read)))
