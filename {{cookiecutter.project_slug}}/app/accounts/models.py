"""What comes in (pydantic) and what goes out (msgspec)."""

from datetime import datetime
from typing import Annotated, Literal

from email_validator import validate_email
from msgspec import Struct
from pydantic import (
    AfterValidator,
    BaseModel,
    EmailStr,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from app.accounts.passwords import require_strength
from app.times import TIME_ZONES

Role = Literal["user", "admin"]


def normalize_address(value: str) -> str:
    """Write it in small ASCII letters, so that nobody has two accounts and every server takes it.

    Refuses other letters before the @: few servers deliver mail to such an address.
    """
    found = validate_email(value, check_deliverability=False, allow_smtputf8=False)
    return str(found.ascii_email).lower()


def require_time_zone(value: str) -> str:
    if value not in TIME_ZONES:
        raise ValueError("use a name such as Europe/Berlin")
    return value


Email = Annotated[EmailStr, AfterValidator(normalize_address)]
# A bound, as the time to hash grows with the length.
Password = Annotated[str, StringConstraints(max_length=128)]
LongPassword = Annotated[str, StringConstraints(min_length=8, max_length=128)]
NewPassword = Annotated[LongPassword, AfterValidator(require_strength)]
TimeZone = Annotated[str, AfterValidator(require_time_zone)]
# Longer than any token is.
TokenText = Annotated[str, StringConstraints(max_length=200)]


class Address(BaseModel, extra="forbid"):
    """An email address, in any case."""

    email: Email


class Credentials(Address):
    """What a person logs in with. `code` is what a login check asked for, if one did."""

    password: Password
    code: str = Field(default="", max_length=64)


class NewUser(Address):
    """What a person registers with."""

    password: LongPassword

    @field_validator("password")
    @classmethod
    def require_strength_beside_address(cls, value: str, info: ValidationInfo) -> str:
        return require_strength(value, info.data.get("email", ""))


class Confirmation(BaseModel, extra="forbid"):
    """The token of the mail, and where the person's clock is."""

    token: TokenText
    time_zone: TimeZone = "UTC"


class Reset(BaseModel, extra="forbid"):
    """The token of the mail, and the password from now on."""

    token: TokenText
    password: NewPassword


class PasswordChange(BaseModel, extra="forbid"):
    """Both passwords, as a session alone may be somebody else's."""

    current_password: Password
    new_password: NewPassword


class Profile(BaseModel, extra="forbid"):
    """What a person may change of their account."""

    time_zone: TimeZone


class User(Struct):
    """A person with an account."""

    id: str
    email: str
    role: Role
    time_zone: str
    disabled: bool
    created_at: datetime


class Notice(Struct):
    """What happens next, in words."""

    detail: str


class Session(Struct):
    """A device on which the person is logged in. `current` is the one that asks."""

    id: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class SessionList(Struct):
    """Where the person is logged in, last seen first."""

    items: list[Session]
