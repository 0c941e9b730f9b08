"""Cookies: as strict as browsers allow, and signed if only this app may write them."""

from datetime import timedelta
from hashlib import sha512
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from quart import Quart, after_this_request, current_app, request
from quart.sessions import SecureCookieSession, SecureCookieSessionInterface
from quart.typing import ResponseTypes
from quart.wrappers.base import BaseRequestWebsocket

from app.config import Settings

# Browsers share cookies between the ports of a host, and so between the projects of a developer.
PROJECT = "{{ cookiecutter.project_slug }}"

# How far the clocks of servers may differ, or one may be set back, before cookies are refused.
MAX_CLOCK_CHANGE = timedelta(days=1)


class TolerantSigner(TimestampSigner):
    """Accepts signatures from the near future. Itsdangerous refuses even one a second ahead."""

    def unsign(
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> Any:
        value, signed_at = super().unsign(signed_value, return_timestamp=True)
        age = self.get_timestamp() - signed_at.timestamp()
        oldest = float("inf") if max_age is None else max_age
        if not -MAX_CLOCK_CHANGE.total_seconds() <= age <= oldest:
            raise SignatureExpired(f"Signature age {age}", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value


class CookieSerializer(URLSafeTimedSerializer):
    """Writes and reads the values of signed cookies, those of the session included."""

    default_signer = TolerantSigner

    def __init__(self, keys: Any, salt: Any) -> None:
        super().__init__(keys, salt, signer_kwargs={"digest_method": sha512})


class ClientSession(SecureCookieSessionInterface):
    """Quart's session, which `flash` uses. Without its cookie there is nothing to read."""

    async def open_session(
        self, app: Quart, request: BaseRequestWebsocket
    ) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return await super().open_session(app, request)


def name_cookie(settings: Settings, name: str) -> str:
    """Return the name, in production with a prefix that binds it to this host and to HTTPS."""
    prefixes = {"production": "__Host-", "development": f"{PROJECT}-", "test": ""}
    return f"{prefixes[settings.app_env]}{name}"


def set_cookie(response: ResponseTypes, name: str, value: str, lifetime: timedelta) -> None:
    """Set a cookie that scripts cannot read and forms of other sites cannot send."""
    response.set_cookie(
        name,
        value,
        max_age=lifetime,
        secure=current_app.config["QUART_AUTH_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def remember_value(purpose: str, value: Any, lifetime: timedelta, bound_to: str = "") -> None:
    """Store a signed value in the browser, with the response to this request.

    Only `recall_value` with the same `bound_to` returns it. The cookie does not show that text.
    """
    signed = get_serializer(f"{purpose}:{bound_to}").dumps(value)

    async def add_cookie(response: ResponseTypes) -> ResponseTypes:
        set_cookie(response, build_cookie_name(purpose), signed, lifetime)
        return response

    after_this_request(add_cookie)


def recall_value(purpose: str, lifetime: timedelta, bound_to: str = "") -> Any:
    """Return the remembered value, or None if it is missing, forged or too old."""
    signed = request.cookies.get(build_cookie_name(purpose), "")
    serializer = get_serializer(f"{purpose}:{bound_to}")
    try:
        return serializer.loads(signed, max_age=int(lifetime.total_seconds()))
    except BadSignature:
        return None


def build_cookie_name(purpose: str) -> str:
    return f"{current_app.config['QUART_AUTH_COOKIE_NAME']}-{purpose}"


def get_serializer(purpose: str) -> CookieSerializer:
    settings: Settings = current_app.config["SETTINGS"]
    keys = [*settings.secret_key_fallbacks, settings.secret_key.get_secret_value()]
    return CookieSerializer(keys, purpose)
