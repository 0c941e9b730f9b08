"""Cookies: as strict as browsers allow, and signed if only this app may write them."""

from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from quart import after_this_request, current_app, request
from quart.typing import ResponseTypes

from app.config import Settings


def name_cookie(settings: Settings, name: str) -> str:
    """Return the name, in production with a prefix that binds it to this host and to HTTPS."""
    return f"__Host-{name}" if settings.is_production else name


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


def remember_value(purpose: str, value: Any, lifetime: timedelta) -> None:
    """Store a signed value in the browser, with the response to this request."""
    signed = get_serializer(purpose).dumps(value)

    async def add_cookie(response: ResponseTypes) -> ResponseTypes:
        set_cookie(response, build_cookie_name(purpose), signed, lifetime)
        return response

    after_this_request(add_cookie)


def recall_value(purpose: str, lifetime: timedelta) -> Any:
    """Return the remembered value, or None if it is missing, forged or too old."""
    signed = request.cookies.get(build_cookie_name(purpose), "")
    try:
        return get_serializer(purpose).loads(signed, max_age=int(lifetime.total_seconds()))
    except BadSignature:
        return None


def build_cookie_name(purpose: str) -> str:
    return f"{current_app.config['QUART_AUTH_COOKIE_NAME']}-{purpose}"


def get_serializer(purpose: str) -> URLSafeTimedSerializer:
    settings: Settings = current_app.config["SETTINGS"]
    keys = [*settings.secret_key_fallbacks, settings.secret_key.get_secret_value()]
    return URLSafeTimedSerializer(keys, salt=purpose)
