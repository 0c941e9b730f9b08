"""Run the application by a start script, and stop it as Docker stops a container."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
PRODUCTION = {
    "APP_ENV": "production",
    "BASE_URL": "https://notes.example.com",
    "SECRET_KEY": "a key for practice alone, 0123456789",
    "HOST": "127.0.0.1",
    "RUN_TASKS": "false",
}
BODY = json.dumps({"email": "ann@example.com", "password": "an engine that weaves"}).encode()
REQUEST = (
    "POST /api/users HTTP/1.1\r\nHost: notes.example.com\r\nContent-Type: application/json\r\n"
    f"Content-Length: {len(BODY)}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
).encode()


def stop_while_ann_signs_up(script: str) -> str:
    """Start the script, stop it in the middle of a request, and return the status of the answer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder, Path(folder, "log").open("wb") as log:
        variables = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/app.db"}
        container = subprocess.Popen(
            ["sh", str(HERE / script)],
            env={**os.environ, **PRODUCTION, **variables},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_until_ready(port, container)
            return send_request(port, container)
        finally:
            end_everything(container)


def wait_until_ready(port: int, container: subprocess.Popen[bytes]) -> None:
    while container.poll() is None:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):
            return
        time.sleep(0.1)


def send_request(port: int, container: subprocess.Popen[bytes]) -> str:
    with socket.create_connection(("127.0.0.1", port)) as client, suppress(ConnectionError):
        client.sendall(REQUEST)
        client.recv(1000)  # "100 Continue": the application has begun with this request.
        container.send_signal(signal.SIGTERM)
        # A container ends with its first process.
        with suppress(subprocess.TimeoutExpired):
            container.wait(2)
            end_everything(container)
        client.sendall(BODY)
        return client.recv(1000).decode().partition("\r\n")[0]
    return ""


def end_everything(container: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        container.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(container.pid, signal.SIGKILL)
    container.wait()
