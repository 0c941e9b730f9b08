"""A Redis server for the tests."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def run_redis(socket: Path) -> Iterator[str]:
    """Run Redis on a socket, and yield its URL. Skip the test if Redis is not installed."""
    command = shutil.which("redis-server")
    if command is None:
        pytest.skip("redis-server is not installed")
    arguments = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--daemonize", "no"]
    with subprocess.Popen([command, *arguments], stdout=subprocess.PIPE) as server:
        try:
            # Redis prints this line when it begins to listen.
            assert server.stdout is not None
            assert any(b"eady to accept connections" in line for line in server.stdout)
            yield f"unix://{socket}"
        finally:
            server.terminate()
