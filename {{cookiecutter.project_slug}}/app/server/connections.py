"""The limits of each connection, which both servers keep."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

# Longer than the two minutes for which Caddy keeps a connection that nothing uses. Otherwise it may
# send a request while the server closes the connection, and a POST is not sent again.
KEEP_ALIVE_SECONDS = 130
# How long a client may read nothing while something is sent to it, and while its connection closes.
SEND_SECONDS = 30.0
CLOSE_SECONDS = 5.0
MAX_MESSAGE = 64 * 1024
MAX_HEAD = 64 * 1024
# A path, or the URL that a client sends to a proxy. HTTP asks every server to accept that form too.
TARGET = re.compile(rb"(https?://[a-zA-Z0-9.-]+(:[0-9]+)?)?/")

# All that are open in this process.
open_transports: set[asyncio.WriteTransport] = set()


def has_readable_headers(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Return whether the server and Quart can read the headers that they decode by themselves."""
    for name, value in headers:
        if name == b"host" and not is_readable_host(value):
            return False
        if (name == b"connection" or name.startswith(b"sec-websocket-")) and not value.isascii():
            return False
    return True


def find_fault(fields: dict[bytes, bytes], headers: Sequence[tuple[bytes, bytes]]) -> int:
    """Return the status that refuses a request in HTTP/2 or 3. Return 0 for one that can be read.

    `fields` are the headers too, of which a method, a path and the like occur only once.
    """
    method, path = fields.get(b":method", b""), fields.get(b":path", b"")
    hosts = {value for name, value in headers if name in {b":authority", b"host"}}
    if sum(len(name) + len(value) for name, value in headers) > MAX_HEAD:
        return 431
    if method == b"CONNECT" and fields.get(b":protocol") != b"websocket":
        return 501
    if len(hosts) != 1 or not method.isalpha() or not (path.isascii() and path[:1] == b"/"):
        return 400
    return 0 if has_readable_headers([(b"host", hosts.pop()), *headers]) else 400


@lru_cache
def is_readable_host(host: bytes) -> bool:
    try:
        host.decode("latin-1").encode("idna")
        host.decode("idna")
    except UnicodeError:
        return False
    return True
