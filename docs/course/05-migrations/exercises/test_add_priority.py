import pytest
from add_priority import downgrade, upgrade
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError


@pytest.fixture
def connection(connection: Connection) -> Connection:
    connection.execute(text("CREATE TABLE todos (id INTEGER PRIMARY KEY, task TEXT NOT NULL)"))
    connection.execute(text("INSERT INTO todos (task) VALUES ('Buy milk')"))
    return connection


def test_a_todo_that_is_there_has_priority_0(connection: Connection) -> None:
    upgrade()

    assert connection.scalar(text("SELECT priority FROM todos")) == 0


def test_the_release_before_can_still_add_todos(connection: Connection) -> None:
    upgrade()
    connection.execute(text("INSERT INTO todos (task) VALUES ('Buy bread')"))

    assert connection.scalar(text("SELECT priority FROM todos WHERE task = 'Buy bread'")) == 0


def test_no_todo_is_without_a_priority(connection: Connection) -> None:
    upgrade()

    with pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO todos (task, priority) VALUES ('Buy tea', NULL)"))


def test_the_way_back_leaves_the_table_as_it_was(connection: Connection) -> None:
    upgrade()
    downgrade()

    columns = [column["name"] for column in inspect(connection).get_columns("todos")]
    assert columns == ["id", "task"]
    assert connection.scalars(text("SELECT task FROM todos")).all() == ["Buy milk"]
