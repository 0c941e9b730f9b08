"""What comes in (pydantic) and what goes out (msgspec)."""

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Struct
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StrictBool, StringConstraints

from app.todos.cursors import Cursor


def convert_to_utc(value: datetime) -> datetime:
    """One zone for all, so that the answer is the same as what is read back."""
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("use a time between the years 1 and 9999 in UTC") from error


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
    due: Annotated[AwareDatetime, AfterValidator(convert_to_utc)] | None = None


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
