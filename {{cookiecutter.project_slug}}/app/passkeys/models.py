"""The data of passkeys: requests (pydantic) and responses (msgspec)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import BaseModel, Field, StringConstraints

from app.web.fields import Text

# Bytes in base64url, as browsers write them. The limit is more than any passkey needs.
Bytes = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$", max_length=16_384)]
# WebAuthn allows at most 1023 bytes.
CredentialId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", min_length=1, max_length=1364)
]
Name = Annotated[Text, Field(max_length=100)]


class CreationOptions(Struct, rename="camel"):
    """Options for `PublicKeyCredential.parseCreationOptionsFromJSON()`."""

    challenge: str
    rp: dict[str, str]
    user: dict[str, str]
    pub_key_cred_params: list[dict[str, Any]]
    timeout: int
    exclude_credentials: list[dict[str, Any]]
    authenticator_selection: dict[str, Any]
    attestation: str


class RequestOptions(Struct, rename="camel"):
    """Options for `PublicKeyCredential.parseRequestOptionsFromJSON()`."""

    challenge: str
    rp_id: str
    timeout: int
    allow_credentials: list[dict[str, Any]]
    user_verification: str


# New browser versions add fields to these four. Fields that are not named here are ignored.
class CreatedResponse(BaseModel):
    client_data: Bytes = Field(alias="clientDataJSON")
    attestation: Bytes = Field(alias="attestationObject")


class UsedResponse(BaseModel):
    client_data: Bytes = Field(alias="clientDataJSON")
    authenticator_data: Bytes = Field(alias="authenticatorData")
    signature: Bytes
    user_handle: Bytes = Field(alias="userHandle", min_length=1)


class CreatedCredential(BaseModel):
    """The result of `navigator.credentials.create()`, after `toJSON()`."""

    id: CredentialId
    raw_id: CredentialId = Field(alias="rawId")
    type: Literal["public-key"]
    response: CreatedResponse


class UsedCredential(BaseModel):
    """The result of `navigator.credentials.get()`, after `toJSON()`."""

    id: CredentialId
    raw_id: CredentialId = Field(alias="rawId")
    type: Literal["public-key"]
    response: UsedResponse


class NewPasskey(BaseModel, extra="forbid"):
    """A new passkey, with a name to recognize it by."""

    name: Name
    credential: CreatedCredential


class PasskeyLogin(BaseModel, extra="forbid"):
    """A passkey instead of an email address and password."""

    credential: UsedCredential


class Passkey(Struct):
    """A passkey that its owner can log in with."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


class PasskeyList(Struct):
    """The user's passkeys, oldest first."""

    items: list[Passkey]


class PasskeyOrigins(Struct):
    """The origins at which passkeys work, such as `https://example.com`, the main one first."""

    items: list[str]
