"""What comes in (pydantic) and goes out (msgspec) for the second factor."""

from msgspec import Struct
from pydantic import BaseModel, Field


class Code(BaseModel, extra="forbid"):
    """What the authenticator shows."""

    code: str = Field(max_length=64)


class AuthenticatorOffer(Struct):
    """What an authenticator app is given: the secret, as an address and as that address's QR (SVG).

    It is shown this once.
    """

    secret: str
    uri: str
    qr: str


class RecoveryCodes(Struct):
    """Each logs in once in place of the authenticator. They are shown this once."""

    recovery_codes: list[str]


class AuthenticatorState(Struct):
    """Whether logging in takes a code, and how many recovery codes are unused."""

    active: bool
    recovery_codes_left: int
