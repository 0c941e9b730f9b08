"""What comes in (pydantic) and what goes out (msgspec)."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated, Any

from msgspec import Struct
from pydantic import (
    BaseModel,
    Field,
    PlainValidator,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
)

from app.todos.cursors import Cursor


def parse_moment(value: Any) -> datetime:
    """Read a time with its zone; one zone for all is what goes on, and comes back."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        # In Python's first and last year zones overflow, and PostgreSQL sees infinity.
        if moment.tzinfo is None or not MINYEAR < moment.year < MAXYEAR:
            raise ValueError
    except (AttributeError, ValueError) as error:
        raise ValueError("use a time with its zone, as in 2027-01-31T12:00:00+01:00") from error
    return moment.astimezone(UTC)


Moment = Annotated[
    datetime,
    PlainValidator(parse_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class TodoData(BaseModel, extra="forbid"):
    """A todo as its owner writes it. `due` states its time zone; it comes back in UTC."""

    # PostgreSQL cannot keep a NUL in a text.
    task: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$"
        ),
    ]
    complete: StrictBool = False
    due: Moment | None = None


class TodoQuery(BaseModel, extra="forbid"):
    """Which todos to list."""

    complete: bool | None = None
    cursor: Cursor | None = None
    limit: int = Field(default=20, ge=1, le=100)


class Todo(Struct):
    """Something to do."""

    id: str
    task: str
    complete: bool
    due: datetime | None
    created_at: datetime


class TodoList(Struct):
    """One page of todos, newest first. `next_cursor` asks for the page after it."""

    items: list[Todo]
    next_cursor: str | None
