"""Exercise 2: a check of the origin that is easy to get around."""

from collections.abc import Mapping

OWN = "https://app.example.com"


def is_forged(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a page of another origin makes a browser change something here."""
    return method == "POST" and not headers.get("Origin", "").startswith(OWN)
