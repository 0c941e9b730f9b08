import pytest
from api_keys import create_key, find_user


@pytest.fixture
def table() -> dict[str, str]:
    return {}


def test_a_key_finds_its_user(table: dict[str, str]) -> None:
    keys = {user: create_key(table, user) for user in ("ann", "ben")}

    assert {user: find_user(table, key) for user, key in keys.items()} == {
        "ann": "ann",
        "ben": "ben",
    }


def test_a_made_up_key_finds_nobody(table: dict[str, str]) -> None:
    create_key(table, "ann")

    assert find_user(table, "a guess") is None


def test_a_thief_of_the_table_can_use_nothing_in_it(table: dict[str, str]) -> None:
    key = create_key(table, "ann")
    stolen = [*table.keys(), *table.values()]

    assert key not in stolen
    assert [find_user(table, text) for text in stolen] == [None, None]
