"""Where a page of the list ended, as a text that a client hands back unread."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, WithJsonSchema

# By the time and the id of the last todo: todos added or deleted meanwhile move no page.
Position = tuple[datetime, str]

END_OF_TIME: Position = (datetime.max.replace(tzinfo=UTC), "")


def encode_cursor(created_at: datetime, todo_id: str) -> str:
    return urlsafe_b64encode(f"{created_at.isoformat()} {todo_id}".encode()).decode()


def decode_cursor(value: Any) -> Position:
    try:
        created_at, todo_id = urlsafe_b64decode(value).decode().split(" ")
        return datetime.fromisoformat(created_at).astimezone(UTC), str(UUID(todo_id))
    except (AttributeError, OverflowError, TypeError, ValueError) as error:
        raise ValueError("use next_cursor of the page before, unchanged") from error


Cursor = Annotated[Position, BeforeValidator(decode_cursor), WithJsonSchema({"type": "string"})]
