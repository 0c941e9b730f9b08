"""The data of accounts: requests (pydantic) and responses (msgspec)."""

from datetime import datetime
from typing import Annotated, Literal

from email_validator import validate_email
from msgspec import Struct
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    EmailStr,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from app.accounts.passwords import require_length, require_strength_of_own
from app.times import TIME_ZONES
from app.web.fields import VISIBLE, Cursor

Role = Literal["user", "admin"]


def normalize_address(value: str) -> str:
    """Return the address in lowercase ASCII, so that one address has one account.

    Raise `ValueError` for other letters before the @, as few servers deliver mail to such an
    address.
    """
    found = validate_email(value, check_deliverability=False, allow_smtputf8=False)
    return str(found.ascii_email).lower()


def require_time_zone(value: str) -> str:
    if value not in TIME_ZONES:
        raise ValueError("use a name such as Europe/Berlin")
    return value


Email = Annotated[EmailStr, AfterValidator(normalize_address)]
# Has a limit, because a longer password takes longer to hash.
Password = Annotated[str, StringConstraints(max_length=128)]
NewPassword = Annotated[
    str, StringConstraints(min_length=8, max_length=128), BeforeValidator(require_length)
]
# Empty for someone who has not told it.
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=80, pattern=rf"^$|{VISIBLE}")
]
TimeZone = Annotated[str, AfterValidator(require_time_zone)]
# Longer than any token is.
TokenText = Annotated[str, StringConstraints(max_length=200)]


class Address(BaseModel, extra="forbid"):
    """An email address. Upper and lower case make no difference."""

    email: Email


class TokenOnly(BaseModel, extra="forbid"):
    """The token from the email."""

    token: TokenText


class Credentials(Address):
    """The email address and password to log in with. Send a `code` if the login asks for one."""

    password: Password
    code: str = Field(default="", max_length=64)


class NewUser(Address):
    """The email address and password to register with."""

    password: NewPassword

    @field_validator("password")
    @classmethod
    def require_strength_beside_address(cls, value: str, info: ValidationInfo) -> str:
        require_strength_of_own(value, info.data.get("email", ""))
        return value


class Confirmation(TokenOnly):
    """The token from the email, the user's time zone, and a password in place of the first one.

    The password is required if you were invited, or confirm the address in another browser than you
    registered in.
    """

    time_zone: TimeZone = "UTC"
    password: NewPassword | None = None


class Reset(TokenOnly):
    """The token from the email, the new password, and the factors to keep.

    Any factor besides the password is removed from the account unless `keep` has its name: someone
    else may have set it up.
    """

    password: NewPassword
    keep: list[Annotated[str, Field(max_length=20)]] = Field(default=[], max_length=20)


class PasswordChange(BaseModel, extra="forbid"):
    """The current password, in case someone else got hold of the session, and the new one."""

    current_password: Password
    new_password: NewPassword


class Profile(BaseModel, extra="forbid"):
    """The settings that users can change themselves. Fields you leave out keep their values."""

    name: Name | None = None
    time_zone: TimeZone | None = None


class User(Struct):
    """A person with an account. `name` is empty unless they have set one."""

    id: str
    email: str
    name: str
    role: Role
    time_zone: str
    disabled: bool
    created_at: datetime


class Notice(Struct):
    """A message that says what happens next."""

    detail: str


class Session(Struct):
    """A device on which the user is logged in. `current` marks the one that sent the request."""

    id: str
    device: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class SessionList(Struct):
    """The devices on which the user is logged in, last seen first."""

    items: list[Session]


class ActivityQuery(BaseModel, extra="forbid"):
    """The page of events to list. `cursor` is the `next_cursor` of the page before."""

    cursor: Cursor | None = None
    limit: int = Field(default=20, ge=1, le=100)


class SecurityEvent(Struct):
    """Something that happened to an account, such as `"event": "login failed"`.

    `detail` has more words, or none. `user_agent` is what the program called itself, and `address`
    where it was. Both are empty if an admin did it. Only admins see who, as `actor`.
    """

    id: str
    event: str
    detail: str
    user_agent: str
    address: str
    actor: str | None
    created_at: datetime


class Activity(Struct):
    """A page of events, newest first. Send `next_cursor` as `cursor` to get the next page."""

    items: list[SecurityEvent]
    next_cursor: str | None
