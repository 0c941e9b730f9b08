"""Times as people write them, each with its zone."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema


def parse_moment(value: Any) -> datetime:
    """Read a time with its zone; one zone for all is what goes on, and comes back."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if moment.tzinfo is None:
            raise ValueError
        moment = moment.astimezone(UTC)
        # In Python's first and last year zones overflow, and PostgreSQL sees infinity.
        if not MINYEAR < moment.year < MAXYEAR:
            raise ValueError
    except (AttributeError, OverflowError, ValueError) as error:
        raise ValueError("use a time with its zone, as in 2027-01-31T12:00:00+01:00") from error
    return moment


Moment = Annotated[
    datetime,
    PlainValidator(parse_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
