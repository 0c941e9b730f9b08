"""Cookies: as strict as browsers allow, and signed where only this app may have written them."""

from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from quart import after_this_request, current_app, request
from quart.typing import ResponseTypes

from app.config import Settings


def name_cookie(settings: Settings, name: str) -> str:
    """Return the name with a prefix that browsers accept from this host over HTTPS only."""
    return f"__Host-{name}" if settings.is_production else name


def set_cookie(response: ResponseTypes, name: str, value: str, lifetime: timedelta) -> None:
    """Set a cookie that no script can read and no form of another site can send."""
    response.set_cookie(
        name,
        value,
        max_age=lifetime,
        secure=current_app.config["QUART_AUTH_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def remember(purpose: str, value: Any, lifetime: timedelta) -> None:
    """Have the answer to this request store a signed value in the browser."""
    signed = get_serializer(purpose).dumps(value)

    async def send(response: ResponseTypes) -> ResponseTypes:
        set_cookie(response, find_name(purpose), signed, lifetime)
        return response

    after_this_request(send)


def recall(purpose: str, lifetime: timedelta) -> Any:
    """Return what was remembered, or None if it is missing, forged or too old."""
    signed = request.cookies.get(find_name(purpose), "")
    try:
        return get_serializer(purpose).loads(signed, max_age=int(lifetime.total_seconds()))
    except BadSignature:
        return None


def find_name(purpose: str) -> str:
    return f"{current_app.config['QUART_AUTH_COOKIE_NAME']}-{purpose}"


def get_serializer(purpose: str) -> URLSafeTimedSerializer:
    settings: Settings = current_app.config["SETTINGS"]
    keys = [*settings.secret_key_fallbacks, settings.secret_key.get_secret_value()]
    return URLSafeTimedSerializer(keys, salt=purpose)
