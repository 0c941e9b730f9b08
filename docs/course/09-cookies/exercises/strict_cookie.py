"""Exercise 1: a cookie that scripts read, other hosts plant, and plain HTTP shows to everyone."""

from datetime import timedelta

from quart import Response

LIFETIME = timedelta(days=30)


def remember_device(response: Response, device: str) -> None:
    """Store the name of this device in the browser, in an application that has HTTPS."""
    response.set_cookie("device", device, max_age=LIFETIME, domain="example.com", path="/todos")
