"""Upgrades by the commands of the project's page, while people use the app."""

import re
from collections.abc import Callable, Iterator

import pytest
from bakery import Project
from documents import parse

from containers.stacks import WEB, Stack
from containers.traffic import send_requests

pytestmark = pytest.mark.slow

# A file of the image alone. To change the project's own would build all of the image again.
FILE = """COPY --chmod=644 <<'END' /app/{path}
{text}
END
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "todos_{number:04}"
down_revision = "todos_{before:04}"


def upgrade() -> None:
    op.add_column("todos", sa.Column("note_{number}", sa.Text()))
"""

Release = Callable[[str, int], None]


@pytest.fixture
def release(default: Project, stack: Stack) -> Iterator[Release]:
    """Return a function that makes the project another release, with so many new migrations."""
    dockerfile = default.folder / "Dockerfile"
    before = dockerfile.read_text("utf-8")
    numbers = re.findall(r"todos_(\d+)\.py", "\n".join(default.files()))
    last = max(map(int, numbers))

    def write_release(name: str, migrations: int) -> None:
        files = {"app/release.txt": name}
        for number in range(last + 1, last + 1 + migrations):
            text = MIGRATION.format(number=number, before=number - 1)
            files[f"migrations/versions/todos_{number:04}.py"] = text
        copies = [FILE.format(path=path, text=text) for path, text in files.items()]
        dockerfile.write_text(before + "".join(copies), "utf-8")

    yield write_release
    dockerfile.write_text(before, "utf-8")
    stack.compose("build")


def upgrade(stack: Stack) -> None:
    page = stack.project.folder / "docs" / "deploy-compose.md"
    (commands,) = [token.content for token in parse(page) if "--no-deps" in token.content]
    stack.run_as_written(commands)


def read_releases(stack: Stack) -> list[str]:
    words = ("exec", "--no-TTY")
    return [stack.compose(*words, web, "cat", "app/release.txt") for web in WEB]


def test_an_upgrade_and_the_way_back_fail_no_request(stack: Stack, release: Release) -> None:
    with send_requests(stack, "ann", "ben", "eve") as traffic:
        release("new, with another column", 1)
        upgrade(stack)
        assert read_releases(stack) == ["new, with another column"] * 2
        # Its code does not know the column that the database now has.
        release("the one before", 0)
        upgrade(stack)
        assert read_releases(stack) == ["the one before"] * 2

    assert traffic.failed() == []
    # None was lost, and none was done twice.
    tasks = stack.run_sql("SELECT task FROM todos WHERE task LIKE 'load %'")
    assert sorted(tasks) == traffic.written()


def test_a_migration_that_cannot_run_leaves_the_site_as_it_is(
    stack: Stack, release: Release
) -> None:
    with send_requests(stack, "fay") as traffic:
        release("stuck", 2)
        containers = stack.compose("ps", "--quiet", *WEB)
        # As a backup does: it lets others read and write, but not change the table.
        stack.run_sql("SELECT pg_sleep(120) FROM todos LIMIT 1", "--detach")

        with pytest.raises(AssertionError, match="Something else uses a table"):
            upgrade(stack)

        assert stack.compose("ps", "--quiet", *WEB) == containers
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        stack.run_sql(f"{end} WHERE query LIKE 'SELECT pg_sleep%'")

    assert traffic.failed() == []
    assert traffic.slowest() < 10
