"""Exercise 2: a view that computes for a long time in the thread of all requests."""

import hashlib
import threading

from quart import Quart, request

app = Quart(__name__)
# The threads in which a checksum was computed, for the test.
threads: list[threading.Thread] = []


def compute_checksum(data: bytes) -> str:
    threads.append(threading.current_thread())
    return hashlib.pbkdf2_hmac("sha256", data, b"salt", 100_000).hex()


@app.post("/checksum")
async def show_checksum() -> dict[str, str]:
    data = await request.get_data()
    return {"checksum": compute_checksum(data)}
