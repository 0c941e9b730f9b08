"""Solution 1: the strictest cookie that browsers know, bound to one host by its name."""

from datetime import timedelta

from quart import Response

LIFETIME = timedelta(days=30)


def remember_device(response: Response, device: str) -> None:
    """Store the name of this device in the browser, in an application that has HTTPS."""
    response.set_cookie(
        "__Host-device", device, max_age=LIFETIME, secure=True, httponly=True, samesite="Lax"
    )
