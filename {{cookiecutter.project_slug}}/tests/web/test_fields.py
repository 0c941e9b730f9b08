"""Texts and cursors in requests."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from app.web.errors import choose_message
from app.web.fields import END_OF_TIME, Cursor, Int, Position, RowId, Text, encode_cursor

TEXT: TypeAdapter[str] = TypeAdapter(Annotated[Text, Field(max_length=5)])
CURSOR: TypeAdapter[Position] = TypeAdapter(Cursor)
INT: TypeAdapter[int] = TypeAdapter(Int)
ROW: TypeAdapter[str] = TypeAdapter(RowId)
ROW_ID = "7c0a8a3e-5c1f-4b5e-9c55-0f6f4f2f6c1d"


def test_a_text_is_kept_without_the_space_around_it() -> None:
    assert TEXT.validate_python(" \t🌱 b\n") == "🌱 b"


@pytest.mark.parametrize("value", ["", " \n", "a\0b", "123456", None, 1])
def test_a_text_that_is_empty_too_long_or_has_a_nul_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        TEXT.validate_python(value)


@pytest.mark.parametrize(
    "value",
    [
        "\u200b",
        "\u2060\u00ad",
        "\u200d \u200c",
        "\u200b\u2029\u200b",
        "\ufeff",
        "\u3164",
        "\ufe0f",
        "\x07",
    ],
    ids=ascii,
)
def test_a_text_without_a_visible_character_is_refused(value: str) -> None:
    with pytest.raises(ValidationError) as error:
        TEXT.validate_python(value)

    assert [choose_message(line) for line in error.value.errors()] == ["Use visible characters."]


@pytest.mark.parametrize(
    "value", ["👩\u200d👧", "\u0645\u06cc\u200c\u062e", "❤\ufe0f", "a\u00adb"], ids=ascii
)
def test_a_text_keeps_the_joiners_inside_it(value: str) -> None:
    assert TEXT.validate_python(value) == value


def test_a_cursor_leads_back_to_its_row() -> None:
    created_at = datetime(2027, 1, 31, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=9)))

    read = CURSOR.validate_python(encode_cursor(created_at, ROW_ID))

    assert read == (created_at, ROW_ID)
    assert read[0].tzinfo is UTC
    assert read < END_OF_TIME


@pytest.mark.parametrize(
    "value",
    [
        *("forged", "8J-MsQ==", "a\0b", "🌱", None, 1),
        encode_cursor(datetime(2027, 1, 31, tzinfo=UTC), ROW_ID)[:-8],
        encode_cursor(datetime(2027, 1, 31, tzinfo=UTC), "1' OR ''='"),
    ],
)
def test_a_cursor_that_was_made_up_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="use the next_cursor of the previous page"):
        CURSOR.validate_python(value)


@pytest.mark.parametrize("value", [-(2**31), 0, 2**31 - 1])
def test_a_whole_number_fits_into_a_column(value: int) -> None:
    assert INT.validate_python(value) == value


@pytest.mark.parametrize("value", [-(2**31) - 1, 2**31, 1.5, "one", None])
def test_a_number_that_no_column_holds_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        INT.validate_python(value)


def test_the_id_of_a_row_is_read_as_the_database_has_it() -> None:
    assert ROW.validate_python(ROW_ID.upper()) == ROW_ID


@pytest.mark.parametrize("value", ["", "1", ROW_ID[:-1], None, 1])
def test_an_id_that_cannot_be_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        ROW.validate_python(value)
