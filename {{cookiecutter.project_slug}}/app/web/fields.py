"""Field types for the requests of any feature: texts, and cursors for long lists."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

# Characters without a shape: controls, spaces, joiners, fillers, selectors and tags. They belong
# inside emoji and the words of some languages, but make no text by themselves.
SHAPELESS = (
    "\\x00-\\x20\\x7f-\\xa0\\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    "\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# PostgreSQL cannot store a NUL character in a text.
NO_NUL = r"^[^\x00]*$"
VISIBLE = rf"^[^\x00]*[^{SHAPELESS}][^\x00]*$"
# A text that is not blank. Add a maximum length: `Annotated[Text, Field(max_length=500)]`.
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=VISIBLE)]

# A whole number that fits into a column of PostgreSQL's type integer.
Int = Annotated[int, Field(ge=-(2**31), lt=2**31)]

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


def normalize_id(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError as error:
        raise ValueError("use the id of a row, unchanged") from error


# The id of a row, as the database has it.
RowId = Annotated[
    str, AfterValidator(normalize_id), WithJsonSchema({"type": "string", "format": "uuid"})
]
