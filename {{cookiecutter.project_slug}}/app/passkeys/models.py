"""What comes in (pydantic) and goes out (msgspec) for passkeys."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import BaseModel, Field, StringConstraints

from app.web.fields import Text

# As browsers write bytes. Longer than any passkey needs.
Bytes = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]*$", max_length=16_384)]
# At most 1023 bytes, says WebAuthn.
CredentialId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", min_length=1, max_length=1364)
]
Name = Annotated[Text, Field(max_length=100)]


class CreationOptions(Struct, rename="camel"):
    """What `PublicKeyCredential.parseCreationOptionsFromJSON` reads."""

    challenge: str
    rp: dict[str, str]
    user: dict[str, str]
    pub_key_cred_params: list[dict[str, Any]]
    timeout: int
    exclude_credentials: list[dict[str, Any]]
    authenticator_selection: dict[str, Any]
    attestation: str


class RequestOptions(Struct, rename="camel"):
    """What `PublicKeyCredential.parseRequestOptionsFromJSON` reads."""

    challenge: str
    rp_id: str
    timeout: int
    allow_credentials: list[dict[str, Any]]
    user_verification: str


# Browsers add to these from version to version. What is not named here is passed over.
class CreatedResponse(BaseModel):
    client_data: Bytes = Field(alias="clientDataJSON")
    attestation: Bytes = Field(alias="attestationObject")


class UsedResponse(BaseModel):
    client_data: Bytes = Field(alias="clientDataJSON")
    authenticator_data: Bytes = Field(alias="authenticatorData")
    signature: Bytes
    user_handle: Bytes = Field(alias="userHandle", min_length=1)


class CreatedCredential(BaseModel):
    """`toJSON()` of what `navigator.credentials.create()` gave."""

    id: CredentialId
    raw_id: CredentialId = Field(alias="rawId")
    type: Literal["public-key"]
    response: CreatedResponse


class UsedCredential(BaseModel):
    """`toJSON()` of what `navigator.credentials.get()` gave."""

    id: CredentialId
    raw_id: CredentialId = Field(alias="rawId")
    type: Literal["public-key"]
    response: UsedResponse


class NewPasskey(BaseModel, extra="forbid"):
    """A passkey, with a name to tell it from others."""

    name: Name
    credential: CreatedCredential


class PasskeyLogin(BaseModel, extra="forbid"):
    """A passkey in place of address, password and code."""

    credential: UsedCredential


class Passkey(Struct):
    """A passkey by which its owner can log in."""

    id: str
    name: str
    created_at: datetime
    last_used_at: datetime | None


class PasskeyList(Struct):
    """The person's passkeys, oldest first."""

    items: list[Passkey]
