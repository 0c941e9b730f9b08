"""Moments with their time zone, and the zones that people live in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.times import TIME_ZONES, Day, Moment, find_zone

MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)
DAY: TypeAdapter[date] = TypeAdapter(Day)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2027-01-31T12:00:00Z", datetime(2027, 1, 31, 12, tzinfo=UTC)),
        ("2027-01-31T23:30:00+02:00", datetime(2027, 1, 31, 21, 30, tzinfo=UTC)),
        ("1815-12-10T08:00:00.5-09:30", datetime(1815, 12, 10, 17, 30, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_zone_and_kept_in_utc(written: str, moment: datetime) -> None:
    read = MOMENT.validate_python(written)

    assert (read, read.utcoffset()) == (moment, timedelta(0))


@pytest.mark.parametrize(
    "value",
    [
        *("", "tomorrow", "2027-01-31", "2027-01-31T12:00:00", "2027-02-30T12:00:00Z"),
        *("0001-06-01T00:00:00Z", "9999-06-01T00:00:00Z", "9999-12-31T23:59:59-14:00"),
        *(None, 1_800_000_000, ["2027-01-31T12:00:00Z"], datetime(2027, 1, 31)),  # noqa: DTZ001
    ],
)
def test_what_is_no_moment_is_refused_with_an_example(value: Any) -> None:
    with pytest.raises(ValidationError, match="use a time with its time zone, as in 2027-"):
        MOMENT.validate_python(value)


def test_a_day_is_read() -> None:
    assert DAY.validate_python("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize("value", ["", "2027-02-29", "2027-01-31T12:00:00Z", "tomorrow", None, 1])
def test_what_is_no_day_is_refused_with_an_example(value: Any) -> None:
    with pytest.raises(ValidationError, match="use a date, as in 2027-01-31"):
        DAY.validate_python(value)


def test_a_zone_is_found_by_its_name() -> None:
    noon = datetime(2027, 7, 1, 12, tzinfo=UTC)

    assert noon.astimezone(find_zone("Europe/Berlin")).hour == 14
    assert "Europe/Berlin" in TIME_ZONES


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../secrets", "a\0b", "x" * 500])
def test_a_zone_that_does_not_exist_is_utc_and_logged(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert find_zone(name) is UTC
    assert "There is no time zone" in caplog.text
