"""What comes in (pydantic) and what goes out (msgspec)."""

from msgspec import Struct
from pydantic import BaseModel, Field, StrictBool

from app.accounts.models import Role, User
from app.web.fields import NO_NUL


class UserQuery(BaseModel, extra="forbid"):
    """Whom to list. A cursor is what the page before gave."""

    search: str = Field(default="", max_length=254, pattern=NO_NUL)
    cursor: str = Field(default="", max_length=254, pattern=NO_NUL)
    limit: int = Field(default=20, ge=1, le=100)


class UserList(Struct):
    """People by address. `next_cursor` asks for the page after it."""

    items: list[User]
    next_cursor: str | None


class UserChange(BaseModel, extra="forbid"):
    """What an admin may change of an account. What is left out stays as it is."""

    role: Role | None = None
    disabled: StrictBool | None = None
