"""A login at a provider: the way there, and what it says when the person comes back.

A signed cookie holds the data of one login, so that only the browser that began it can end it. Its
`state` is a token as well, so that an answer works once.
"""

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from quart import current_app, request, url_for

from app.accounts.tokens import Purpose, insert_token, use_token
from app.config import Settings
from app.db import connect
from app.logs import log_security_event
from app.oidc import client
from app.oidc.errors import START_AGAIN, LoginRefused
from app.oidc.models import Identity
from app.oidc.settings import Provider
from app.web.cookies import recall_value, remember_value

BEGUN = Purpose("oidc", timedelta(minutes=10))
# The errors of RFC 6749 and OpenID Connect that follow from something the person did.
CANCELED = {"access_denied", "login_required", "interaction_required", "consent_required"}

# Microsoft's hosts, in all its clouds.
ENTRA = {
    *("login.microsoftonline.com", "login.microsoftonline.us"),
    "login.partner.microsoftonline.cn",
}
MOST_CHARACTERS = 254


class Attempt(NamedTuple):
    """A login that has begun. With a `user_id`, that person links their account."""

    provider_id: str
    state: str
    nonce: str
    verifier: str
    user_id: str
    going_to: str


class Answer(NamedTuple):
    """The person who came back from the provider, why, and where they were going."""

    identity: Identity
    user_id: str
    going_to: str


async def begin_login(provider: Provider, going_to: str, user_id: str = "") -> str:
    """Return the address of the provider's login page, and remember the login in the browser."""
    metadata = (await client.describe_provider(provider)).metadata
    async with connect() as connection:
        state = await insert_token(connection, BEGUN)
    attempt = Attempt(
        provider.id, state, token_urlsafe(32), token_urlsafe(48), user_id, going_to[:1000]
    )
    remember_value("oidc", attempt, BEGUN.lifetime)
    challenge = urlsafe_b64encode(sha256(attempt.verifier.encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": build_redirect_uri(provider),
        "scope": "openid email",
        "state": state,
        "nonce": attempt.nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    separator = "&" if "?" in metadata.authorization_endpoint else "?"
    return f"{metadata.authorization_endpoint}{separator}{urlencode(query)}"


def build_redirect_uri(provider: Provider) -> str:
    """Return the address to which the provider sends people back. It must know it beforehand."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url + url_for("oidc.finish_login", provider_id=provider.id)


async def read_answer(provider: Provider) -> Answer:
    """Verify the answer with which the provider sent the person back.

    Raise `LoginRefused` or `ProviderUnavailable` with a sentence for the person.
    """
    try:
        return await verify_answer(provider)
    except LoginRefused:
        log_security_event("oidc login", "refused", "", provider=provider.id)
        raise


async def verify_answer(provider: Provider) -> Answer:
    attempt = await use_attempt(provider)
    kept = await client.describe_provider(provider)
    # RFC 9207: another provider could have sent the person here, to be handed the code.
    is_named = kept.metadata.authorization_response_iss_parameter_supported
    issuer = request.args.get("iss", "" if is_named else kept.metadata.issuer)
    if issuer != kept.metadata.issuer:
        raise LoginRefused(f"This answer is not from {provider.name}. Start again.")
    if error := request.args.get("error"):
        done = "was canceled" if error in CANCELED else "did not work"
        raise LoginRefused(f"The login at {provider.name} {done}. Start again.")
    code = request.args.get("code", "")
    uri = build_redirect_uri(provider)
    tokens = await client.exchange_code(provider, kept.metadata, code, attempt.verifier, uri)
    claims = await verify_tokens(provider, tokens, attempt.nonce)
    if not claims.get("email"):
        more = await client.fetch_claims(provider, kept.metadata, tokens)
        claims |= more if more.get("sub") == claims["sub"] else {}
    issuer = kept.metadata.issuer
    identity = Identity(issuer, claims["sub"], find_verified_email(issuer, claims))
    return Answer(identity, attempt.user_id, attempt.going_to)


async def use_attempt(provider: Provider) -> Attempt:
    """Return the login that this browser began. Raise `LoginRefused` if it ended already."""
    found = recall_value("oidc", BEGUN.lifetime)
    remember_value("oidc", None, timedelta(0))
    attempt = Attempt(*found) if found else None
    state = request.args.get("state", "")
    if (
        attempt is None
        or attempt.provider_id != provider.id
        or not compare_digest(attempt.state.encode(), state.encode(errors="replace"))
    ):
        raise LoginRefused(START_AGAIN)
    async with connect() as connection:
        if await use_token(connection, BEGUN, state) is None:
            raise LoginRefused(START_AGAIN)
    return attempt


async def verify_tokens(provider: Provider, tokens: client.Tokens, nonce: str) -> dict[str, Any]:
    """Return the claims of the ID token. If its key is not known, ask for new ones, once."""
    from app.oidc import verification

    for renews in (False, True):
        kept = await client.describe_provider(provider, renews=renews)
        arguments = (provider, kept.metadata.issuer, kept.keys, tokens, nonce)
        try:
            claims = verification.verify_id_token(*arguments)
        except verification.UnknownKeyError:
            continue
        if claims is not None:
            return claims
        break
    raise LoginRefused(f"The answer of {provider.name} is not valid. Start again.")


def find_verified_email(issuer: str, claims: dict[str, Any]) -> str:
    """Return the address if the provider says that it is the person's, or an empty string.

    Some say so in a text. Entra says so in a claim of its own, which could be anything elsewhere.
    """
    is_verified = claims.get("email_verified") in (True, "true")
    if urlsplit(issuer).hostname in ENTRA:
        is_verified = is_verified or claims.get("xms_edov") in (True, "true", "1")
    email = claims.get("email")
    is_text = isinstance(email, str) and len(email) <= MOST_CHARACTERS and email.isprintable()
    return str(email) if is_verified and is_text else ""
