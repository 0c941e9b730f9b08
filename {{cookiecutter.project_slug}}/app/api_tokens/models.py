"""The data of API tokens: requests (pydantic) and responses (msgspec)."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import BaseModel, Field

from app.web.fields import Text

Scope = Literal["read", "write"]

MAX_DAYS = 365


class NewToken(BaseModel, extra="forbid"):
    """A new token: a name to recognize it by, what it may do, and for how long."""

    name: Annotated[Text, Field(max_length=100)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=10)]
    expires_in_days: int = Field(ge=1, le=MAX_DAYS)


class ApiToken(Struct):
    """A token, without its secret."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class CreatedToken(Struct):
    """A new token. Its secret is in no other answer."""

    token: ApiToken
    secret: str


class ApiTokenList(Struct):
    """The user's tokens, oldest first."""

    items: list[ApiToken]
