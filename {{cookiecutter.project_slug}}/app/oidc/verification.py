"""Verify an ID token, as OpenID Connect Core 1.0 says in 3.1.3.7, with the library joserfc."""

import logging
from base64 import urlsafe_b64encode
from hashlib import new as new_hash
from hmac import compare_digest
from time import time
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from app.oidc.client import Tokens
from app.oidc.settings import Provider

logger = logging.getLogger(__name__)

# With public keys only: not `none`, and not HS256, whose key could be a public one.
HASHES = {
    **dict.fromkeys(("RS256", "PS256", "ES256"), "sha256"),
    **dict.fromkeys(("RS384", "PS384", "ES384"), "sha384"),
    **dict.fromkeys(("RS512", "PS512", "ES512", "EdDSA", "Ed25519"), "sha512"),
}
# How far clocks may differ, and how long ago a token may have been issued. In seconds.
LEEWAY, OLDEST = 60, 600


class UnknownKeyError(Exception):
    """The token names a key that is not among those of the provider. They may have changed."""


def verify_id_token(
    provider: Provider, issuer: str, keys: Any, tokens: Tokens, nonce: str
) -> dict[str, Any] | None:
    """Return the claims, or None if it is not valid. Raise `UnknownKeyError` for a new key."""
    try:
        key_set = KeySet.import_key_set(keys)
        token = jwt.decode(tokens.id_token, key_set, algorithms=list(HASHES))
        claims = token.claims
        check_claims(claims, provider, issuer, nonce)
        check_access_token(claims, token.header["alg"], tokens.access_token)
    except InvalidKeyIdError as error:
        raise UnknownKeyError from error
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        # Anyone may send anything, and the library lets errors of its parsers through.
        logger.warning("An ID token of %s was refused: %r", provider.name, error)
        return None
    return claims


def check_claims(claims: dict[str, Any], provider: Provider, issuer: str, nonce: str) -> None:
    """Raise `ValueError` if the token is not from this provider, for this app and this login."""
    now = time()
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    party = claims.get("azp", provider.client_id if len(audience) == 1 else None)
    if claims["iss"] != issuer:
        raise ValueError("iss")
    if provider.client_id not in audience or party != provider.client_id:
        raise ValueError("aud or azp")
    if not now - LEEWAY < claims["exp"]:
        raise ValueError("exp")
    if not now - OLDEST - LEEWAY < claims["iat"] < now + LEEWAY:
        raise ValueError("iat")
    if claims.get("nbf", now) > now + LEEWAY:
        raise ValueError("nbf")
    if not compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise ValueError("nonce")
    subject = claims["sub"]
    if not (isinstance(subject, str) and 0 < len(subject) <= 255 and subject.isprintable()):
        raise ValueError("sub")


def check_access_token(claims: dict[str, Any], algorithm: str, access_token: str) -> None:
    """Raise `ValueError` if the token names another access token than the one it came with."""
    digest = new_hash(HASHES[algorithm], access_token.encode()).digest()
    expected = urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()
    if claims.get("at_hash", expected) != expected:
        raise ValueError("at_hash")
