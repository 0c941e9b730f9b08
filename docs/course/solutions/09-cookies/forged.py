"""Solution 2: the whole origin, each method that changes something, and the second header."""

from collections.abc import Mapping

OWN = "https://app.example.com"


def is_forged(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a page of another origin makes a browser change something here."""
    if method in {"GET", "HEAD", "OPTIONS"} or headers.get("Origin") == OWN:
        return False
    if "Sec-Fetch-Site" in headers:
        return headers["Sec-Fetch-Site"] not in {"same-origin", "none"}
    return "Origin" in headers
