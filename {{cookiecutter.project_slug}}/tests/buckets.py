"""Object storage for tests, on a server that speaks as Amazon S3 does."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import quote

SECRET = "a/secret+with=signs"


@contextmanager
def run_s3() -> Iterator[int]:
    """Run a server, and give the block its port."""
    words = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            line = next(line for line in server.stderr if "Running on http" in line)
            yield int(line.strip().rpartition(":")[2])
        finally:
            server.terminate()
            server.communicate()


def create_bucket(port: int, test: str, folder: str) -> str:
    """Return the address of a folder in a new bucket, which is named for the test."""
    bucket = f"bucket-{abs(hash(test))}"
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("PUT", f"/{bucket}")
    assert connection.getresponse().status == 200
    connection.close()
    return (
        f"s3://key:{quote(SECRET, safe='')}@{bucket}/{folder}"
        f"?region=us-east-1&endpoint=http://127.0.0.1:{port}"
    )
