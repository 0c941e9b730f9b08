"""Types of fields that requests of any feature have: texts, and cursors of long lists."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

# PostgreSQL cannot store a NUL character in a text.
NO_NUL = r"^[^\x00]*$"
# A text that says something. Add the longest it may be: `Annotated[Text, Field(max_length=500)]`.
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=NO_NUL)]

# Where a page of a list ended: the time and the id of its last row. Unlike a page number it skips
# and repeats nothing when rows are added or deleted in between.
Position = tuple[datetime, str]

END_OF_TIME: Position = (datetime.max.replace(tzinfo=UTC), "")


def encode_cursor(created_at: datetime, row_id: str) -> str:
    """Return a text that clients send back unchanged to get the next page."""
    return urlsafe_b64encode(f"{created_at.isoformat()} {row_id}".encode()).decode()


def decode_cursor(value: Any) -> Position:
    try:
        created_at, row_id = urlsafe_b64decode(value).decode().split(" ")
        return datetime.fromisoformat(created_at).astimezone(UTC), str(UUID(row_id))
    except (AttributeError, OverflowError, TypeError, ValueError) as error:
        raise ValueError("use next_cursor of the page before, unchanged") from error


Cursor = Annotated[Position, BeforeValidator(decode_cursor), WithJsonSchema({"type": "string"})]
