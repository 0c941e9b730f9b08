"""The fields that a new feature can have, and why others are refused."""

import click
import pytest

from app.scaffold.fields import read_fields


def test_a_field_is_read_as_it_is_written() -> None:
    title, due, number = read_fields("notes", ("title:text", "due:time?", "own_number:int:unique?"))

    assert (title.label, title.is_optional, title.is_unique) == ("Title", False, False)
    assert (due.kind_name, due.is_optional) == ("time", True)
    assert (number.label, number.is_optional, number.is_unique) == ("Own number", True, True)


@pytest.mark.parametrize(
    ("specs", "message"),
    [
        (("title",), "is not a field. Write fields such as title:text"),
        (("title:string",), "The types are text, longtext, int, .* references:OTHER"),
        (("title:text", "title:int"), "'title' is there twice"),
        (("Title:text",), "Use lowercase letters"),
        (("select:text",), "is a word of Python or SQL. Use another one"),
        (("created_at:time",), "something that each feature calls so"),
        (("date:date",), "something that each feature calls so"),
        (("copy:text",), "something that each feature calls so"),
        (("done:bool?",), "Leave the question mark out"),
        (("due:time:unique",), "Only .* can"),
        (("owner:references:users",), "cannot refer to 'users'. These features have rows"),
        (("it:references:users:unique",), "so it cannot be unique"),
    ],
)
def test_a_field_that_cannot_be_is_refused_with_the_fix(
    specs: tuple[str, ...], message: str
) -> None:
    with pytest.raises(click.ClickException, match=message):
        read_fields("notes", specs)


def test_names_that_postgresql_would_cut_are_refused() -> None:
    with pytest.raises(click.ClickException, match="PostgreSQL has no room for the name 'uq_"):
        read_fields("n" * 40, (f"{'f' * 20}:text:unique",))
