"""Migrations of features, which may be deleted, and of their projects' owners."""

import asyncio
import sqlite3
from pathlib import Path

import asyncpg
import pytest
from alembic import command

from app import create_app
from app.config import Settings
from app.db.schema import compare_schema, find_heads, read_migrations
from tests.databases import configure_alembic, migrate, run_sql

# Each of these creates a table with its own name.
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {parents}

def upgrade() -> None:
    op.create_table("made_by_{revision}", sa.Column("id", sa.Integer(), primary_key=True))

def downgrade() -> None:
    op.drop_table("made_by_{revision}")
"""


# The numbers that `make migration` gives are lower for a long time, so these collide with none.
OWN, NEXT_OWN = "9001", "9002"


def write_migration(versions: Path, revision: str, *parents: str) -> Path:
    file = versions / f"{revision}.py"
    file.write_text(MIGRATION.format(revision=revision, parents=parents), encoding="utf-8")
    return file


def write_own_migration(versions: Path) -> None:
    """Write what `make migration` writes: it follows all that there is."""
    write_migration(versions, OWN, *find_heads(read_migrations()))


def has_run(url: str, revision: str) -> bool:
    try:
        run_sql(url, f'SELECT id FROM "made_by_{revision}"')  # noqa: S608
    except (sqlite3.OperationalError, asyncpg.UndefinedTableError):
        return False
    return True


def read_revisions(url: str) -> set[str]:
    return {revision for (revision,) in run_sql(url, "SELECT version_num FROM alembic_version")}


@pytest.fixture(params=["new", "old"])
def is_old(request: pytest.FixtureRequest) -> bool:
    """Choose between a new database, and one that was migrated while the feature was there."""
    return bool(request.param == "old")


@pytest.mark.parametrize("part", ["platform", "accounts"])
def test_the_next_migration_of_the_template_runs_beside_your_own(
    empty_url: str, versions: Path, part: str
) -> None:
    write_own_migration(versions)
    migrate(empty_url)
    revision = f"{part}_9001"
    write_migration(versions, revision, max(file.stem for file in versions.glob(f"{part}_*")))
    write_migration(versions, "note_0001", "accounts_0001")

    migrate(empty_url)

    command.check(configure_alembic(empty_url))
    assert read_revisions(empty_url) == {OWN, revision, "note_0001"}
    assert has_run(empty_url, revision)
    assert has_run(empty_url, "note_0001")


def test_a_later_migration_of_a_deleted_feature_does_not_run(
    empty_url: str, versions: Path, is_old: bool
) -> None:
    first = write_migration(versions, "note_0001", "accounts_0001")
    if is_old:
        migrate(empty_url)
    first.unlink()
    write_migration(versions, "note_0002", "note_0001")

    migrate(empty_url)

    command.check(configure_alembic(empty_url))
    assert not has_run(empty_url, "note_0002")


@pytest.mark.parametrize("others", [(), ("accounts_0001",)])
def test_your_migration_that_followed_a_deleted_feature_still_runs(
    empty_url: str, versions: Path, is_old: bool, others: tuple[str, ...]
) -> None:
    first = write_migration(versions, "note_0001", "accounts_0001")
    write_migration(versions, OWN, "note_0001", *others)
    if is_old:
        migrate(empty_url)
    first.unlink()
    write_migration(versions, NEXT_OWN, OWN)

    migrate(empty_url)

    assert has_run(empty_url, NEXT_OWN)
    assert has_run(empty_url, "note_0001") == is_old


def test_the_row_of_a_deleted_feature_is_kept_in_case_it_comes_back(
    empty_url: str, versions: Path
) -> None:
    first = write_migration(versions, "note_0001", "accounts_0001")
    migrate(empty_url)
    first.unlink()
    write_own_migration(versions)

    migrate(empty_url)
    write_migration(versions, "note_0001", "accounts_0001")
    migrate(empty_url)

    command.check(configure_alembic(empty_url))
    assert read_revisions(empty_url) == {OWN, "note_0001"}


def test_all_features_may_be_deleted(empty_url: str, versions: Path) -> None:
    write_migration(versions, "note_0001", "accounts_0001")
    migrate(empty_url)
    for file in versions.glob("*.py"):
        is_own = file.stem[0].isdigit()
        if not is_own and file.stem.rpartition("_")[0] not in {"platform", "accounts"}:
            file.unlink()
    before = read_revisions(empty_url)
    migrate(empty_url)
    assert read_revisions(empty_url) == before
    last = max(file.stem for file in versions.glob("accounts_*"))
    write_migration(versions, "accounts_9001", last)
    write_migration(versions, "book_0001", "accounts_0001")

    migrate(empty_url)

    assert read_revisions(empty_url) - before == {"accounts_9001", "book_0001"}
    assert before - read_revisions(empty_url) <= {last}


def test_going_back_to_nothing_forgets_deleted_features(empty_url: str, versions: Path) -> None:
    first = write_migration(versions, "note_0001", "accounts_0001")
    migrate(empty_url)
    first.unlink()

    command.downgrade(configure_alembic(empty_url), "base")
    assert read_revisions(empty_url) == set()
    migrate(empty_url)

    command.check(configure_alembic(empty_url))


async def test_the_app_starts_on_the_database_of_a_deleted_feature(
    empty_url: str, versions: Path, settings: Settings
) -> None:
    first = write_migration(versions, "note_0001", "accounts_0001")
    await asyncio.to_thread(migrate, empty_url)
    first.unlink()
    app = create_app(settings.model_copy(update={"database_url": empty_url}))

    await app.startup()
    await app.shutdown()


async def test_the_app_does_not_start_before_a_new_features_migration(
    empty_url: str, versions: Path, settings: Settings
) -> None:
    await asyncio.to_thread(migrate, empty_url)
    write_migration(versions, "note_0001", "accounts_0001")
    app = create_app(settings.model_copy(update={"database_url": empty_url}))

    with pytest.raises(SystemExit, match="make migrate"):
        await app.startup()
    await app.shutdown()


@pytest.mark.parametrize("has_own", [False, True])
def test_a_migration_runs_after_those_it_depends_on_and_each_keeps_its_row(
    empty_url: str, versions: Path, has_own: bool
) -> None:
    first, middle, last = "zebra_0001", "book_0001", "author_0001"
    write_migration(versions, first, "accounts_0001")
    for revision, needed in ((middle, first), (last, middle)):
        file = write_migration(versions, revision, "accounts_0001")
        text = file.read_text(encoding="utf-8").replace(
            "def upgrade() -> None:\n",
            f"depends_on = ['{needed}']\n\ndef upgrade() -> None:\n"
            f"    op.add_column('made_by_{needed}', sa.Column('more', sa.Integer()))\n",
        )
        file.write_text(text, encoding="utf-8")
    if has_own:
        write_own_migration(versions)

    migrate(empty_url)

    command.check(configure_alembic(empty_url))
    assert has_own or {first, middle, last} <= read_revisions(empty_url)
    assert compare_schema(read_revisions(empty_url)) == "same"
