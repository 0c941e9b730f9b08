"""Development: run Vite and the app together, so that a change to either shows immediately.

The browser talks to Vite alone, on `PORT`. Vite passes on what the app answers, such as `/api/`, so
cookies and the same origin work as in production. `make run` starts this.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from time import sleep

from app.config import PROJECT_FOLDER, Settings, load_settings

NODE_MISSING = "Install Node.js 20.19 or newer: https://nodejs.org"
# Only the server of production knows these.
TLS_REFUSED = (
    "Vite serves the pages during development, and over HTTP: set APP_ENV=production to try"
    " TLS_CERTIFICATE, with `make build` and `uv run app serve`."
)
SOCKET_REFUSED = (
    "Vite serves the pages during development, and not at a Unix socket: set HOST to an address, or"
    " use `make build` and `uv run app serve`."
)
FRONTEND = PROJECT_FOLDER / "frontend"


def main() -> int:
    """Run both until one of them ends, and return its code, or until this process has to end."""
    settings = load_settings()
    node = shutil.which("node")
    if node is None:
        raise SystemExit(NODE_MISSING)
    if settings.tls_certificate:
        raise SystemExit(TLS_REFUSED)
    if settings.host.startswith("unix:"):
        raise SystemExit(SOCKET_REFUSED)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    port = find_free_port()
    processes = [start_app(settings, port), start_vite(settings, node, port)]
    try:
        while True:
            for process in processes:
                if process.poll() is not None:
                    return process.returncode
            sleep(0.2)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def start_app(settings: Settings, port: int) -> subprocess.Popen[bytes]:
    # Links in mails lead to Vite.
    env = {"HOST": "127.0.0.1", "PORT": str(port), "BASE_URL": settings.base_url}
    command = [sys.executable, "-m", "watchfiles", "app serve", "app", ".env"]
    return subprocess.Popen(command, cwd=PROJECT_FOLDER, env=os.environ | env)  # noqa: S603


def start_vite(settings: Settings, node: str, port: int) -> subprocess.Popen[bytes]:
    address = ["--host", settings.host or "127.0.0.1", "--port", str(settings.port)]
    command = [node, "node_modules/vite/bin/vite.js", *address, "--strictPort"]
    env = {"APP_PORT": str(port), "DEVELOPMENT_HOSTS": ",".join(settings.development_hosts)}
    return subprocess.Popen(command, cwd=FRONTEND, env=os.environ | env)  # noqa: S603


def find_free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
