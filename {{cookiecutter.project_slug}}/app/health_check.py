"""Ask the server of this container whether it is ready, wherever it listens.

The Dockerfile runs this file. It imports nothing of the app, because it runs every ten seconds.
"""

import os
import socket
import sys
from http.client import HTTPConnection


def main() -> None:
    host, port = os.environ.get("HOST", ""), int(os.environ.get("PORT", "8000"))
    # Where the server listens everywhere, it is asked here.
    address = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    server = HTTPConnection(address.strip("[]"), port, timeout=4)
    if host.startswith("unix:"):
        server = HTTPConnection("localhost", timeout=4)
        server.sock = socket.socket(socket.AF_UNIX)
        server.sock.settimeout(4)
        server.sock.connect(host.removeprefix("unix:"))
    server.request("GET", "/readyz")
    sys.exit(server.getresponse().status != 200)


if __name__ == "__main__":
    main()
