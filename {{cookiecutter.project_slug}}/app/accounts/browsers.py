"""What a browser is remembered by: signed cookies, which only this app can have written."""

from datetime import timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from quart import after_this_request, current_app, request
from quart.typing import ResponseTypes

from app.config import Settings
from app.security import set_cookie


def remember(purpose: str, value: Any, lifetime: timedelta) -> None:
    """Have the answer to this request set a cookie of its own for the purpose."""
    signed = get_serializer(purpose).dumps(value)

    async def send(response: ResponseTypes) -> ResponseTypes:
        set_cookie(response, find_name(purpose), signed, lifetime)
        return response

    after_this_request(send)


def recall(purpose: str, lifetime: timedelta) -> Any:
    """What was remembered, or nothing where it is forged, too old or not there."""
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
