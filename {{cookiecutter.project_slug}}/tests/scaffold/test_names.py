"""The names that a new feature can have, and why others are refused."""

import click
import pytest
from quart import Quart

from app.scaffold.names import read_names


@pytest.mark.parametrize(
    ("plural", "singular", "expected"),
    [
        ("specimens", "", ("specimen", "Specimen", "specimens", "a specimen")),
        ("rare_entries", "", ("rare_entry", "RareEntry", "rare-entries", "a rare entry")),
        ("hourly_tests", "", ("hourly_test", "HourlyTest", "hourly-tests", "an hourly test")),
        ("fauna", "odd_animal", ("odd_animal", "OddAnimal", "fauna", "an odd animal")),
    ],
)
async def test_the_words_for_a_feature_are_found(
    app: Quart, plural: str, singular: str, expected: tuple[str, ...]
) -> None:
    names = read_names(app, plural, singular)

    assert (names.singular, names.class_name, names.path, names.a_word) == expected


@pytest.mark.parametrize(
    ("plural", "singular", "message"),
    [
        ("note", "", "Name the feature in the plural, such as 'notes'"),
        ("Notes", "", "Use lowercase letters"),
        ("my__notes", "", "Use lowercase letters"),
        ("1st_notes", "", "Use lowercase letters"),
        ("../notes", "", "Use lowercase letters"),
        ("n" * 25 + "s", "", "at most 25 characters"),
        ("specimens", "class", "is a word of Python or SQL. Use another one, such as 'class_name'"),
        ("users", "", "is a word of Python or SQL"),
        ("sheep", "", "needs a name of its own: singular=word"),
        ("lists", "", "has a meaning in the code"),
        ("errors", "", "has a meaning in the code"),
        ("moments", "", "has a meaning in the code"),
        ("accounts", "", "is taken, by app/accounts"),
        ("attacks", "", "is taken, by tests/attacks"),
        ("limits", "", "has a meaning in the code|is a word"),
        ("sessions", "", "has a meaning in the code|is taken"),
        ("tokens", "", "is taken, by an address or a table"),
    ],
)
async def test_a_name_in_the_way_is_refused_with_the_fix(
    app: Quart, plural: str, singular: str, message: str
) -> None:
    with pytest.raises(click.ClickException, match=message):
        read_names(app, plural, singular)
