"""The migrations that `make migration` writes, and when it writes none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import CommandLine

from app.db.tables import metadata
from tests.databases import configure_alembic, migrate, run_sql

pytestmark = pytest.mark.slow


@pytest.fixture
def table() -> Iterator[sa.Table]:
    """Add a table, as to a `tables.py`."""
    table = sa.Table(
        "pages_of_a_book",
        metadata,
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("user_id", sa.ForeignKey("users.id", ondelete="CASCADE"), index=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
    )
    yield table
    metadata.remove(table)


def run_revision(url: str, *words: str) -> None:
    """Run `alembic revision` as a shell would."""
    command_line = CommandLine()
    config = configure_alembic(url)
    config.cmd_opts = command_line.parser.parse_args(["revision", *words])
    command_line.run_cmd(config, config.cmd_opts)


def write_migration(url: str, message: str) -> None:
    """Do what `make migration` does."""
    migrate(url)
    run_revision(url, "--autogenerate", "-m", message)


def find_written(versions: Path, name: str) -> Path:
    """Return the migration of this name. Its number follows those of the project's owner."""
    (file,) = versions.glob(f"[0-9][0-9][0-9][0-9]_{name}.py")
    return file


@pytest.mark.parametrize("written_on", ["SQLite", "this database"])
def test_a_migration_runs_on_another_database_than_it_was_written_on(
    empty_url: str, versions: Path, table: sa.Table, tmp_path: Path, written_on: str
) -> None:
    url, other_url = empty_url, f"sqlite:///{tmp_path}/other.db"
    if written_on == "SQLite":
        url, other_url = other_url, url
    write_migration(url, "add pages")
    table.append_column(sa.Column("number", sa.Integer))
    table.append_constraint(sa.UniqueConstraint("number"))
    write_migration(url, "number pages")

    migrate(other_url)
    command.check(configure_alembic(other_url))
    command.downgrade(configure_alembic(other_url), "base")

    first = int(find_written(versions, "add_pages").name[:4])
    assert find_written(versions, "number_pages").name.startswith(f"{first + 1:04}_")


def test_no_migration_is_written_if_no_table_changed(
    empty_url: str, versions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = set(versions.glob("*.py"))

    write_migration(empty_url, "nothing")

    assert set(versions.glob("*.py")) == before
    assert "No table has changed" in capsys.readouterr().out


@pytest.mark.usefixtures("table")
def test_a_table_that_is_not_ours_is_not_dropped(empty_url: str, versions: Path) -> None:
    migrate(empty_url)
    run_sql(empty_url, "CREATE TABLE not_ours (id INTEGER)")

    write_migration(empty_url, "add pages")

    written = find_written(versions, "add_pages").read_text(encoding="utf-8")
    assert 'create_table(\n        "pages_of_a_book"' in written
    assert "not_ours" not in written


def test_a_migration_may_be_written_by_hand(empty_url: str, versions: Path) -> None:
    migrate(empty_url)

    run_revision(empty_url, "-m", "drop what we no longer need")
    migrate(empty_url)

    number = find_written(versions, "drop_what_we_no_longer_need").name[:4]
    assert run_sql(empty_url, "SELECT version_num FROM alembic_version") == [(number,)]
