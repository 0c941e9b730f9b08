"""Field types for the requests of any feature: texts, and cursors for long lists."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

# PostgreSQL cannot store a NUL character in a text.
NO_NUL = r"^[^\x00]*$"
# A text that is not blank. Add a maximum length: `Annotated[Text, Field(max_length=500)]`.
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=NO_NUL)]

# The time and the ID of the last row on a page of a list. Unlike a page number, it neither skips
# nor repeats a row when others are added or deleted in between.
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
        raise ValueError("use the next_cursor of the previous page, unchanged") from error


Cursor = Annotated[Position, BeforeValidator(decode_cursor), WithJsonSchema({"type": "string"})]
