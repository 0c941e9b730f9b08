"""Times: moments that state their time zone, and the time zones that people can choose."""

import logging
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, tzinfo
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import PlainValidator, WithJsonSchema

logger = logging.getLogger(__name__)

# Read once, because this opens many files. The two names left out are not zones of a place.
TIME_ZONES = frozenset(available_timezones() - {"localtime", "Factory"})


def find_zone(name: str) -> tzinfo:
    """Return the time zone, or UTC if there is none of this name, or no longer."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        logger.warning("There is no time zone %r", name)
        return UTC


def parse_moment(value: Any) -> datetime:
    """Read a time that states its zone, and return it in UTC."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if moment.tzinfo is None:
            raise ValueError
        moment = moment.astimezone(UTC)
        # In Python's first and last year, zones overflow and PostgreSQL reads infinity.
        if not MINYEAR < moment.year < MAXYEAR:
            raise ValueError
    except (AttributeError, OverflowError, ValueError) as error:
        raise ValueError(
            "use a time with its time zone, as in 2027-01-31T12:00:00+01:00"
        ) from error
    return moment


# The type for a field of a request that holds a time.
Moment = Annotated[
    datetime,
    PlainValidator(parse_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def parse_day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("use a date, as in 2027-01-31") from error


# The type for a field of a request that holds a date.
Day = Annotated[
    date, PlainValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})
]
