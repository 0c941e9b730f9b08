"""Protection from other sites without tokens in forms: browsers say where a request comes from."""

from werkzeug.datastructures import Headers

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def is_cross_site(method: str, headers: Headers) -> bool:
    """Return whether a page of another site sent a request that changes something."""
    if method in SAFE_METHODS:
        return False
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    # Browsers do not send that header over plain HTTP.
    host = headers.get("Host")
    return headers.get("Origin") not in {None, f"http://{host}", f"https://{host}"}
