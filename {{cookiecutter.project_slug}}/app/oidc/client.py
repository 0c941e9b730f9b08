"""The requests of the app to a provider: its description, its keys, tokens and claims.

The app waits and reads only up to a limit, and asks only over HTTPS. Each process keeps the
description and the keys of a provider for an hour.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct
from quart import Quart, current_app

from app.oidc.errors import LoginRefused, ProviderUnavailable
from app.oidc.settings import Provider, is_safe_url

if TYPE_CHECKING:
    import httpx2

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

TIMEOUT, MOST_BYTES, KEPT_FOR = 10.0, 512 * 1024, 3600.0


class Metadata(Struct, frozen=True):
    """The part of a provider's description that the app uses."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Tokens(Struct, frozen=True):
    """The answer to a code."""

    access_token: str
    id_token: str


class Kept(Struct):
    """The description and the keys of a provider, and until when this process keeps them."""

    metadata: Metadata
    keys: dict[str, Any]
    until: float


def init_app(app: Quart) -> None:
    app.extensions["OIDC_KEPT"] = {}


async def describe_provider(provider: Provider, *, renews: bool = False) -> Kept:
    """Return the description and the keys of a provider. Ask for them again if it `renews`."""
    kept: dict[str, Kept] = current_app.extensions["OIDC_KEPT"]
    found = kept.get(provider.id)
    if found is None or renews or found.until < monotonic():
        url = f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = await ask(provider, Metadata, "GET", url)
        if metadata.issuer.rstrip("/") != provider.issuer.rstrip("/"):
            raise refuse_answer(provider, f"its issuer is {metadata.issuer}")
        if not is_safe_url(metadata.authorization_endpoint):
            raise refuse_answer(provider, "its login page has no https:// address")
        keys = await ask(provider, dict[str, Any], "GET", metadata.jwks_uri)
        found = kept[provider.id] = Kept(metadata, keys, monotonic() + KEPT_FOR)
    return found


async def exchange_code(
    provider: Provider, metadata: Metadata, code: str, verifier: str, redirect_uri: str
) -> Tokens:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": redirect_uri,
    }
    auth = None
    if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
        # RFC 6749 has both encoded first.
        auth = (quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    return await ask(provider, Tokens, "POST", metadata.token_endpoint, data=form, auth=auth)


async def fetch_claims(provider: Provider, metadata: Metadata, tokens: Tokens) -> dict[str, Any]:
    """Return the claims that the provider did not put into the ID token, if it has more."""
    if not metadata.userinfo_endpoint:
        return {}
    headers = {"Authorization": f"Bearer {tokens.access_token}"}
    return await ask(provider, dict[str, Any], "GET", metadata.userinfo_endpoint, headers=headers)


async def ask(
    provider: Provider, kind: type[Answer], method: str, url: str, **options: Any
) -> Answer:
    """Return the JSON of an answer.

    Raise `LoginRefused` if the provider refuses the request (4xx), and `ProviderUnavailable` if
    there is no answer, or not one that can be read.
    """
    import httpx2

    if not is_safe_url(url):
        raise refuse_answer(provider, "one of its addresses has no https://")
    try:
        async with asyncio.timeout(TIMEOUT), stream(method, url, **options) as response:
            body = b""
            async for part in response.aiter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    raise refuse_answer(provider, f"{url} is too long")
        if method == "POST" and response.is_client_error:
            logger.warning("%s refused the code: %r", provider.name, body[:500])
            raise LoginRefused(f"{provider.name} refused the login. Start again.")
        if not response.is_success:
            raise refuse_answer(provider, f"{url} has the status {response.status_code}")
        return msgspec.json.decode(body, type=kind)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError, ValueError) as error:
        raise refuse_answer(provider, f"{url}: {error!r}") from error


@asynccontextmanager
async def stream(method: str, url: str, **options: Any) -> AsyncIterator["httpx2.Response"]:
    import httpx2

    context = await asyncio.to_thread(load_certificates)
    client = httpx2.AsyncClient(timeout=TIMEOUT, verify=context)
    async with client, client.stream(method, url, **options) as response:
        yield response


@cache
def load_certificates() -> ssl.SSLContext:
    """Load those that the system trusts, once in this process: it takes a while."""
    return ssl.create_default_context()


def refuse_answer(provider: Provider, reason: str) -> ProviderUnavailable:
    logger.error("%s cannot be used to log in: %s", provider.name, reason)
    return ProviderUnavailable(
        f"{provider.name} does not answer as it should. Try again later, or log in another way."
    )
