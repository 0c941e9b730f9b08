"""The data of todos: pydantic models for requests, msgspec structs for responses."""

from datetime import datetime
from typing import Annotated

from msgspec import Struct
from pydantic import BaseModel, Field, StrictBool

from app.times import Moment
from app.web.fields import Cursor, Text


class TodoData(BaseModel, extra="forbid"):
    """A todo as its owner writes it. `due` states its time zone and is returned in UTC."""

    task: Annotated[Text, Field(max_length=500)]
    complete: StrictBool = False
    due: Moment | None = None


class TodoQuery(BaseModel, extra="forbid"):
    """The todos to list: all of them, or only those that are complete or open."""

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
    """One page of todos, newest first. Send `next_cursor` as `cursor` to get the next page."""

    items: list[Todo]
    next_cursor: str | None
