"""Ask a browser for a passkey, and verify its answer, with the library webauthn.

Each passkey must be usable without typing a name first (a resident key). It must also check that
its owner is there, by a fingerprint, a face or a PIN (user verification). So it stands for an email
address and a password, and for a code as well.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from msgspec import convert
from quart import current_app
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_client_data_json
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.models import User
from app.accounts.tokens import Purpose
from app.config import Settings
from app.passkeys.models import CreatedCredential, CreationOptions, RequestOptions, UsedCredential
from app.passkeys.queries import StoredCredential
from app.passkeys.relying_party import RelyingParty

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

# A challenge is a token, so that its answer is accepted once.
ADD_PASSKEY = Purpose("passkey-add", timedelta(minutes=5))
USE_PASSKEY = Purpose("passkey-login", timedelta(minutes=5))


def make_creation_options(
    user: User, party: RelyingParty, challenge: str, known_ids: list[str]
) -> CreationOptions:
    settings: Settings = current_app.config["SETTINGS"]
    options = generate_registration_options(
        rp_id=party.id,
        rp_name=settings.app_name,
        user_id=user.id.encode(),
        user_name=user.email,
        user_display_name=user.name or user.email,
        challenge=base64url_to_bytes(challenge),
        timeout=int(ADD_PASSKEY.lifetime.total_seconds() * 1000),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(known)) for known in known_ids
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return convert(options_to_json_dict(options), CreationOptions)


def make_request_options(party: RelyingParty, challenge: str) -> RequestOptions:
    """Return options that name no passkey, so that they don't tell who has one."""
    options = generate_authentication_options(
        rp_id=party.id,
        challenge=base64url_to_bytes(challenge),
        timeout=int(USE_PASSKEY.lifetime.total_seconds() * 1000),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return convert(options_to_json_dict(options), RequestOptions)


def read_challenge(client_data: str) -> str:
    """Return the challenge that the browser says it answers, as a token, or an empty string."""

    def read() -> str:
        parsed = parse_client_data_json(base64url_to_bytes(client_data))
        return bytes_to_base64url(parsed.challenge)

    return run_verification(read) or ""


def verify_created_credential(
    credential: CreatedCredential, party: RelyingParty, challenge: str, user_id: str
) -> StoredCredential | None:
    """Return what to store of a new passkey, or None if the answer is not valid."""
    verified = run_verification(
        lambda: verify_registration_response(
            credential=credential.model_dump(by_alias=True),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    )
    # The library compares the two unsigned ids with each other, but not with the signed one.
    if verified is None or bytes_to_base64url(verified.credential_id) != credential.id:
        return None
    return StoredCredential(
        credential.id,
        user_id,
        bytes_to_base64url(verified.credential_public_key),
        verified.sign_count,
    )


def verify_used_credential(
    credential: UsedCredential, party: RelyingParty, challenge: str, stored: StoredCredential
) -> int | None:
    """Return the passkey's new count of signatures, or None if the answer is not valid."""
    if credential.response.user_handle != bytes_to_base64url(stored.user_id.encode()):
        return None
    verified = run_verification(
        lambda: verify_authentication_response(
            credential=credential.model_dump(by_alias=True),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(stored.public_key),
            credential_current_sign_count=stored.sign_count,
            require_user_verification=True,
        )
    )
    return verified.new_sign_count if verified else None


def run_verification(verify: Callable[[], Result]) -> Result | None:
    """Return the result of `verify`, or None if it raises anything.

    Anyone can send any bytes, and the library lets errors of its parsers and of cryptography
    through.
    """
    try:
        return verify()
    except Exception as error:
        logger.info("A passkey was refused: %r", error)
        return None
