"""Three wrappers that serve a Flask application from an ASGI server, and what each gets wrong."""

import asyncio
import inspect
import threading
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware
from asgiref.wsgi import WsgiToAsgi
from flask import Flask, request
from hypercorn.middleware import AsyncioWSGIMiddleware

WRAPPERS = {"a2wsgi": WSGIMiddleware, "asgiref": WsgiToAsgi, "hypercorn": AsyncioWSGIMiddleware}


def create_app(patience: float) -> Flask:
    app = Flask(__name__)
    arrived = threading.Event()

    @app.post("/empty")
    def answer_nothing() -> tuple[str, int]:
        return "", 204

    @app.post("/count")
    def count() -> str:
        return str(len(request.get_data()))

    @app.get("/wait")
    def wait() -> str:
        return str(arrived.wait(patience))

    @app.get("/arrive")
    def arrive() -> str:
        arrived.set()
        return "here"

    return app


async def ask(app: Any, method: str, path: str, body: bytes = b"") -> tuple[int | None, bytes]:
    """Return the status, or None if the application never sent one, and the body."""
    answer: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        answer.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    status = next((each["status"] for each in answer if "status" in each), None)
    return status, b"".join(each.get("body", b"") for each in answer)


@pytest.mark.parametrize(
    ("name", "status"), [("a2wsgi", 204), ("asgiref", 204), ("hypercorn", None)]
)
async def test_an_answer_without_a_body(name: str, status: int | None) -> None:
    app = WRAPPERS[name](create_app(0))

    assert await ask(app, "POST", "/empty") == (status, b"")


@pytest.mark.parametrize(
    ("name", "status"), [("a2wsgi", 200), ("asgiref", 200), ("hypercorn", None)]
)
async def test_a_head_request(name: str, status: int | None) -> None:
    app = WRAPPERS[name](create_app(0))

    assert await ask(app, "HEAD", "/wait") == (status, b"")


@pytest.mark.parametrize(
    ("name", "status"), [("a2wsgi", 200), ("asgiref", 200), ("hypercorn", 400)]
)
async def test_a_body_of_70_000_bytes(name: str, status: int) -> None:
    app = WRAPPERS[name](create_app(0))

    assert (await ask(app, "POST", "/count", b"x" * 70_000))[0] == status


@pytest.mark.parametrize(
    ("name", "met", "patience"),
    [("a2wsgi", b"True", 60), ("asgiref", b"False", 0.2), ("hypercorn", b"True", 60)],
)
async def test_two_requests_at_the_same_time(name: str, met: bytes, patience: float) -> None:
    app = WRAPPERS[name](create_app(patience))

    waiting, _ = await asyncio.gather(ask(app, "GET", "/wait"), ask(app, "GET", "/arrive"))

    assert waiting == (200, met)


def test_a2wsgi_has_ten_threads() -> None:
    assert inspect.signature(WSGIMiddleware).parameters["workers"].default == 10
