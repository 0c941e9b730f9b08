"""Times in forms, which people read and type as the clock on their wall shows them.

Fill the field with `write_local_time()`. Give the form's model a field of the type `LocalTime`, and
validate it with a `Clock` as context.
"""

from datetime import datetime, tzinfo
from typing import Annotated, NamedTuple, cast

from pydantic import PlainValidator, ValidationInfo

from app.times import parse_moment

# Browsers turn a year of two digits into one of the first century, which nobody means.
FIRST_YEAR, LAST_YEAR = 1900, 9998


class Clock(NamedTuple):
    """The time zone of a form, and the time that the field held when the form was shown."""

    zone: tzinfo
    before: datetime | None = None

    def read_time(self, typed: str) -> datetime:
        """Return the time with its zone, or the time from before if the person left it unchanged.

        When clocks go back, one hour comes twice: use the first. When they go forward, one hour is
        missing: move a time within it forward by as much as the clocks.
        """
        local = parse_local_time(typed)
        if self.before is not None and local == strip_zone(self.before, self.zone):
            return self.before
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


def read_field(typed: str, info: ValidationInfo) -> datetime | None:
    return cast("Clock", info.context).read_time(typed) if typed else None


# The type of a form's field that holds a time. An empty field is None.
LocalTime = Annotated[datetime | None, PlainValidator(read_field)]
