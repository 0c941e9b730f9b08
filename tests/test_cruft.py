"""A project made with cruft takes later changes of the template and keeps its owner's own."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import cruft
import pytest
from bakery import TEMPLATE, bake
from deletions import delete_feature
from repositories import add_line, commit_everything, start_repository

pytestmark = pytest.mark.slow

ANSWERS = {"frontend": "none", "ci": "none", "license": "Apache-2.0"}


@pytest.fixture
def template(template_copy: Path) -> Path:
    start_repository(template_copy)
    return template_copy


@pytest.fixture
def owned(tmp_path: Path, template: Path) -> Path:
    """Return a project that its owner keeps in git."""
    folder: Path = cruft.create(str(template), tmp_path / "out", extra_context=ANSWERS)
    start_repository(folder)
    return folder


def test_an_update_arrives_beside_the_owners_edits(template: Path, owned: Path) -> None:
    source = template / TEMPLATE.name
    env = (owned / ".env").read_bytes()
    paths = {path for path in owned.rglob("*") if ".git" not in path.parts}
    # Both sides change both files, at opposite ends.
    for name, comment in (("app/__init__.py", "# {}"), ("pyproject.toml", "# {}")):
        add_line(source / name, comment.format("from the template"))
        add_line(owned / name, comment.format("from the owner"), first=True)
    add_line(source / ".env.example", "# A new setting.\nNEW_SETTING=")
    (source / "app" / "new.py").write_text('"""New."""\n', encoding="utf-8")
    commit_everything(template)
    commit_everything(owned)

    assert cruft.update(owned, skip_apply_ask=True)

    for name in ("app/__init__.py", "pyproject.toml"):
        lines = (owned / name).read_text(encoding="utf-8").splitlines()
        assert (lines[0], lines[-1]) == ("# from the owner", "# from the template")
    assert "NEW_SETTING=" in (owned / ".env.example").read_text(encoding="utf-8")
    assert (owned / ".env").read_bytes() == env
    after = {path for path in owned.rglob("*") if ".git" not in path.parts}
    assert after - paths == {owned / "app" / "new.py"}
    assert paths - after == set()
    assert cruft.check(owned)


def test_a_project_that_was_written_without_cruft_is_linked_later(
    template: Path, tmp_path: Path
) -> None:
    folder = bake(tmp_path / "out", template, **ANSWERS).folder
    assert cruft.link(str(template), folder, extra_context=ANSWERS)
    start_repository(folder)
    (template / TEMPLATE.name / "app" / "new.py").write_text('"""New."""\n', encoding="utf-8")
    commit_everything(template)

    assert cruft.update(folder, skip_apply_ask=True)

    assert (folder / "app" / "new.py").is_file()
    assert list(folder.rglob("*.rej")) == []


def test_nothing_happens_while_the_template_stays_the_same(owned: Path) -> None:
    assert cruft.update(owned, skip_apply_ask=True)

    status = ["git", "status", "--porcelain"]
    assert subprocess.run(status, cwd=owned, capture_output=True, check=True).stdout == b""


TABLE = """import sqlalchemy as sa

from app.db.tables import metadata

sa.Table("{name}", metadata, sa.Column("id", sa.Integer, primary_key=True))
"""
ADDED_COLUMN = """import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{last}"


def upgrade() -> None:
    op.add_column("{table}", sa.Column("note", sa.Text()))


def downgrade() -> None:
    op.drop_column("{table}", "note")
"""
CREATED_TABLE = """import sqlalchemy as sa
from alembic import op

revision = "{name}_0001"
down_revision = "accounts_0001"


def upgrade() -> None:
    op.create_table(
        "{name}",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_{name}"),
    )


def downgrade() -> None:
    op.drop_table("{name}")
"""


def write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def add_feature(folder: Path, name: str) -> None:
    write(folder / "app" / name / "__init__.py", "")
    write(folder / "app" / name / "tables.py", TABLE.format(name=name))


def change_template(template: Path) -> None:
    """Bring the next migration of accounts, the next one of the example, and a new feature."""
    source = template / TEMPLATE.name
    versions = source / "migrations" / "versions"
    for feature, table in (("accounts", "users"), ("todos", "todos")):
        file = source / "app" / feature / "tables.py"
        first = f'    "{table}",\n    metadata,\n'
        text = file.read_text(encoding="utf-8")
        assert first in text
        write(file, text.replace(first, f'{first}    sa.Column("note", sa.Text),\n'))
        last = max(file.stem for file in versions.glob(f"{feature}_*"))
        revision = f"{feature}_{int(last[-4:]) + 1:04}"
        migration = ADDED_COLUMN.format(revision=revision, last=last, table=table)
        write(versions / f"{revision}.py", migration)
    add_feature(source, "guests")
    write(versions / "guests_0001.py", CREATED_TABLE.format(name="guests"))
    commit_everything(template)


def run_command(folder: Path, *command: str, **environment: str) -> str:
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Install what the projects of this module need once for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UV_PROJECT_ENVIRONMENT", str(tmp_path_factory.mktemp("packages") / ".venv"))
        yield


@pytest.mark.usefixtures("packages")
@pytest.mark.parametrize("example", ["kept", "deleted first", "deleted later"])
def test_migrations_of_the_template_run_beside_the_owners(
    template: Path, owned: Path, example: str, postgres_url: str
) -> None:
    """Migrate an old database on SQLite, and a new one on PostgreSQL."""
    run_command(owned, "make", "migrate")
    if example == "deleted first":
        delete_feature(owned, "todos")
    add_feature(owned, "books")
    run_command(owned, "make", "migration", "m=add books")
    run_command(owned, "make", "migrate")
    if example == "deleted later":
        delete_feature(owned, "todos")
    commit_everything(owned)
    change_template(template)

    assert cruft.update(owned, skip_apply_ask=True)

    assert list(owned.rglob("*.rej")) == []
    assert "No table has changed" in run_command(owned, "make", "migration", "m=nothing")
    add_feature(owned, "shelves")
    run_command(owned, "make", "migration", "m=add shelves")
    new_database = {"DATABASE_URL": postgres_url}
    for database in ({}, new_database):
        run_command(owned, "make", "migrate", **database)
        run_command(owned, "uv", "run", "alembic", "check", **database)
    run_command(owned, "uv", "run", "alembic", "downgrade", "base", **new_database)
    own = {file.name for file in (owned / "migrations" / "versions").glob("0*.py")}
    assert own == {"0001_add_books.py", "0002_add_shelves.py"}
