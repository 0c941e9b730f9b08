"""Times in forms, which people read and type as the clock on their wall shows them.

Fill the field with `write_local_time()`. Give the form's model a field of the type `LocalTime`, and
validate it with a `Clock` as context.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Annotated, Any, NamedTuple, cast

from pydantic import PlainValidator, ValidationInfo

from app.times import TIME_ZONES, parse_moment

# Browsers turn a year of two digits into one of the first century, which nobody means.
FIRST_YEAR, LAST_YEAR = 1900, 9998


class Clock(NamedTuple):
    """The time zone of a form, and the times that its fields held when it was shown."""

    zone: tzinfo
    before: Mapping[str, Any] = {}

    def read_time(self, field: str, typed: str) -> datetime:
        """Return the time with its zone, or the time from before if the person left it unchanged.

        When clocks go back, one hour comes twice: use the first. When they go forward, one hour is
        missing: move a time within it forward by as much as the clocks.
        """
        local = parse_local_time(typed)
        before: datetime | None = self.before.get(field)
        if before is not None and local == strip_zone(before, self.zone):
            return before
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            raise ValueError(f"use a year from {FIRST_YEAR} to {LAST_YEAR}")
        return parse_moment(local.replace(tzinfo=self.zone))


def parse_local_time(typed: str) -> datetime:
    try:
        local = datetime.fromisoformat(typed)
        if local.tzinfo is not None:
            raise ValueError
    except ValueError as error:
        raise ValueError("use a date and a time, as in 2027-01-31T09:00") from error
    return local


def strip_zone(moment: datetime, zone: tzinfo) -> datetime:
    """Return the local time in the zone, without the fractions of a second that browsers drop."""
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)


def write_local_time(moment: datetime | None, zone: tzinfo) -> str:
    return strip_zone(moment, zone).isoformat() if moment else ""


def choose_zone(typed: str, own: str) -> str:
    """Return the time zone the form was shown with, even if the person has changed theirs since."""
    return typed if typed in TIME_ZONES else own


def read_field(typed: str, info: ValidationInfo) -> datetime:
    return cast("Clock", info.context).read_time(info.field_name or "", typed)


# The type of a form's field that holds a time.
LocalTime = Annotated[datetime, PlainValidator(read_field)]
