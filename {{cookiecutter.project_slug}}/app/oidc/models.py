"""The data of OpenID Connect."""

from datetime import datetime
from typing import NamedTuple

from msgspec import Struct
from pydantic import BaseModel, Field


class Identity(NamedTuple):
    """A person, as a provider knows them. `email` is empty unless the provider has verified it."""

    issuer: str
    subject: str
    email: str


class LinkedIdentity(Struct):
    """An account at a provider that logs in its owner here. `provider` is the name to show."""

    id: str
    provider: str
    issuer: str
    subject: str
    email: str
    created_at: datetime
    last_used_at: datetime | None


class LinkedIdentityList(Struct):
    """The user's accounts at providers, oldest first."""

    items: list[LinkedIdentity]


class OfferedIdentity(Struct):
    """The account at a provider that you can link to yours. `provider` is the name to show."""

    provider: str
    email: str


class ProviderOffer(Struct):
    """A provider to log in with. Open `login_path` in the browser, with `?next=/path` to go on.

    `link_path` links an account there to yours.
    """

    id: str
    name: str
    login_path: str
    link_path: str


class ProviderList(Struct):
    """The providers to log in with."""

    items: list[ProviderOffer]


class SecondStep(BaseModel, extra="forbid"):
    """The code that the login asked for."""

    code: str = Field(max_length=64)
