import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError
from unique_tags import upgrade

TABLES = """
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE note_tags (note TEXT NOT NULL, tag_id INTEGER NOT NULL);
INSERT INTO tags VALUES (1, 'home'), (2, 'work'), (3, 'home');
INSERT INTO note_tags VALUES ('Buy milk', 1), ('Call Ben', 2), ('Paint the door', 3)
"""


@pytest.fixture
def connection(connection: Connection) -> Connection:
    for statement in TABLES.split(";"):
        connection.execute(text(statement))
    return connection


def test_each_name_is_there_once(connection: Connection) -> None:
    upgrade()

    names = connection.scalars(text("SELECT name FROM tags ORDER BY name")).all()
    assert names == ["home", "work"]


def test_each_note_keeps_its_tag(connection: Connection) -> None:
    upgrade()

    rows = connection.execute(
        text("SELECT note, name FROM note_tags JOIN tags ON id = tag_id ORDER BY note")
    )
    assert rows.all() == [("Buy milk", "home"), ("Call Ben", "work"), ("Paint the door", "home")]


def test_a_name_cannot_be_added_again(connection: Connection) -> None:
    upgrade()

    with pytest.raises(IntegrityError):
        connection.execute(text("INSERT INTO tags (name) VALUES ('work')"))
