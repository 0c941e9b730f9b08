"""The data of two-step login: requests (pydantic) and responses (msgspec)."""

from msgspec import Struct
from pydantic import BaseModel, Field


class Code(BaseModel, extra="forbid"):
    """A code from the authenticator app."""

    code: str = Field(max_length=64)


class AuthenticatorOffer(Struct):
    """The secret for an authenticator app, also as a URI, and as a QR code of the URI (SVG).

    It is shown only once.
    """

    secret: str
    uri: str
    qr: str


class RecoveryCodes(Struct):
    """Codes to log in with if the authenticator app is lost. Each works once.

    They are shown only once.
    """

    recovery_codes: list[str]


class AuthenticatorState(Struct):
    """The state of two-step login: whether it is on, and how many recovery codes are left."""

    active: bool
    recovery_codes_left: int
