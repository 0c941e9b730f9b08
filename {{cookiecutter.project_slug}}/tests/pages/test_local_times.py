"""A form's times are those of the clock on the wall of the person who types them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, ValidationError

from app.pages.local_times import Clock, LocalTime, write_local_time
from app.web.errors import list_field_errors

# On the last Sundays of March and October its clocks go forward, and back, by an hour.
BERLIN = ZoneInfo("Europe/Berlin")


class EventForm(BaseModel):
    """A form with a time, as a feature writes one."""

    start: LocalTime | None = None


def read_start(typed: str, before: str | None = None) -> str | None:
    """Return the time as a program writes it, in UTC."""
    clock = Clock(BERLIN, {"start": datetime.fromisoformat(before) if before else None})
    start = EventForm.model_validate({"start": typed}, context=clock).start
    return start.isoformat() if start else None


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        ("2027-01-31T09:00", "2027-01-31T08:00:00+00:00"),
        # The hour that is missing as clocks go forward is moved forward.
        ("2027-03-28T02:30", "2027-03-28T01:30:00+00:00"),
        # Of the hour that comes twice as they go back, the first is meant.
        ("2027-10-31T02:30", "2027-10-31T00:30:00+00:00"),
        ("2027-10-31T03:00", "2027-10-31T02:00:00+00:00"),
    ],
)
def test_a_time_is_read_in_its_zone(typed: str, start: str | None) -> None:
    assert read_start(typed) == start


@pytest.mark.parametrize(
    ("before", "written"),
    [
        ("2027-10-31T00:30:00+00:00", "2027-10-31T02:30:00"),
        ("2027-10-31T01:30:00+00:00", "2027-10-31T02:30:00"),
        ("2027-01-31T08:00:05.678900+00:00", "2027-01-31T09:00:05"),
        ("1815-12-10T08:00:00+00:00", "1815-12-10T08:53:28"),
    ],
)
def test_a_time_that_is_left_alone_stays_exactly_as_it_was(before: str, written: str) -> None:
    assert write_local_time(datetime.fromisoformat(before), BERLIN) == written
    # A browser leaves out seconds that are 0.
    assert read_start(written.removesuffix(":00"), before) == before


def test_no_time_is_written_as_an_empty_field() -> None:
    assert write_local_time(None, BERLIN) == ""


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("tomorrow", "Use a date and a time, as in 2027-01-31T09:00."),
        ("2027-01-02T03:04Z", "Use a date and a time, as in 2027-01-31T09:00."),
        # Browsers turn a year of two digits into such a year.
        ("0026-11-21T10:00", "Use a year from 1900 to 9998."),
        ("0001-01-01T00:00", "Use a year from 1900 to 9998."),
        ("9999-12-31T23:59", "Use a year from 1900 to 9998."),
    ],
)
def test_a_time_that_cannot_be_right_is_refused(typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        read_start(typed)

    assert [error.message for error in list_field_errors(refusal.value)] == [message]
