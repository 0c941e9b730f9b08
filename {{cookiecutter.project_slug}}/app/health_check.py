"""Ask the server on this machine whether it is ready, wherever it listens.

A container or a service runs this file. It imports nothing of the app, because it runs every ten
seconds.
"""

import os
import socket
import sys
from contextlib import suppress
from http.client import HTTPConnection

# Where the server listens everywhere, it is asked here. A machine may lack one of the two.
HERE = {"": ["127.0.0.1", "::1"], "0.0.0.0": ["127.0.0.1"], "::": ["::1"]}  # noqa: S104


def main() -> None:
    server = HTTPConnection("localhost", timeout=4)
    server.sock = connect(os.environ.get("HOST", ""), int(os.environ.get("PORT", "8000")))
    if os.environ.get("TLS_CERTIFICATE"):
        server.sock = begin_tls(server.sock)
    server.request("GET", "/readyz")
    sys.exit(server.getresponse().status != 200)


def begin_tls(sock: socket.socket) -> socket.socket:
    """Return the connection with TLS. The certificate is for the name that others use."""
    import ssl

    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(sock)


def connect(host: str, port: int) -> socket.socket:
    """Return a connection to the server. End the process if nothing listens there."""
    if host.startswith("unix:"):
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(4)
        sock.connect(host.removeprefix("unix:"))
        return sock
    for address in HERE.get(host, [host.strip("[]")]):
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=4)
    sys.exit(f"Nothing listens on port {port}.")


if __name__ == "__main__":
    main()
