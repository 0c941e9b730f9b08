"""What comes in (pydantic) and what goes out (msgspec)."""

from datetime import datetime

from msgspec import Struct
from pydantic import BaseModel, EmailStr, Field, field_validator


class Credentials(BaseModel, extra="forbid"):
    """What a person logs in with. The address may be in any case."""

    email: EmailStr
    # A bound, as the time to hash grows with the length.
    password: str = Field(max_length=128)

    @field_validator("email")
    @classmethod
    def fold_case(cls, value: str) -> str:
        return value.lower()


class NewUser(Credentials):
    """What a person registers with."""

    password: str = Field(min_length=8, max_length=128)


class User(Struct):
    """A person with an account."""

    id: str
    email: str
    created_at: datetime
