"""Hosts and origins, as settings and the headers of requests name them."""

import re
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
HOST = rf"(?P<host>{LABEL}(?:\.{LABEL})*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]+))?"
DEFAULT_PORTS = {"http": 80, "https": 443}


def read_origin(text: str) -> str | None:
    """Return the origin as browsers write it, or None if `text` is not one.

    Case, a slash at the end and the default port make no difference.
    """
    found = re.fullmatch(rf"(?P<scheme>https?)://(?P<netloc>{HOST})/?", text.lower())
    if found is None or not read_host(found["netloc"]):
        return None
    port = int(found["port"] or DEFAULT_PORTS[found["scheme"]])
    if not 1 <= port <= 65535:
        return None
    origin = f"{found['scheme']}://{found['host']}"
    return origin if port == DEFAULT_PORTS[found["scheme"]] else f"{origin}:{port}"


def read_host(text: str) -> str:
    """Return the host of `host:port`, or an empty string if it is not a host."""
    found = re.fullmatch(HOST, text.lower())
    if found is None:
        return ""
    host = found["host"].strip("[]")
    # Only numbers and brackets make an address, and then it has to be a valid one.
    is_name = not found["host"].startswith("[") and not re.fullmatch(r"[0-9.]+", host)
    return host if is_name or is_address(host) else ""


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_local_host(host: str) -> bool:
    """Return whether a host, by its name or its address, is this machine."""
    if not is_address(host):
        return host == "localhost" or host.endswith(".localhost")
    ip = ip_address(host)
    return (getattr(ip, "ipv4_mapped", None) or ip).is_loopback


def require_origin(text: str, is_for_production: bool) -> str:
    """Return the origin that a setting names, or raise `ValueError` with the fix."""
    if text == "*":
        raise ValueError("name each origin, because * would let every site act for your users")
    origin = read_origin(text)
    if origin is None:
        raise ValueError("use only a scheme and a host, as in https://example.com")
    if is_for_production and not origin.startswith("https:"):
        raise ValueError("use https:// in production")
    return origin


def require_host(text: str) -> str:
    if not (host := read_host(text)):
        raise ValueError("use host names, as in 192.168.1.20, my-app.example.com")
    return host


def require_known_host(origin: str, hosts: Collection[str]) -> None:
    """Raise `ValueError` if the origin is neither this machine nor one of the hosts."""
    host = urlsplit(origin).hostname or ""
    if not is_local_host(host) and host not in hosts:
        raise ValueError(
            "set APP_ENV=production, because this is not the address of your own machine"
            f" (if you develop at it, set DEVELOPMENT_HOSTS={host})"
        )


def is_local_path(value: str) -> bool:
    r"""Return whether a redirect to `value` keeps the browser on this site.

    Browsers read `//host` and `/\host` as another site, after they drop tabs and line breaks.
    """
    return value.startswith("/") and not value.startswith(("//", "/\\")) and value.isprintable()
