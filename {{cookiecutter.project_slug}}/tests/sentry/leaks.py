"""Requests that hold a secret in every place, and views that are careless with them."""

import asyncio
import json

from tests.constants import EMAIL, PATIENCE
from tests.sentry.server import SentryServer
from tests.sockets import ask, read_status

TOKEN = "dG9rZW4tb2YtYS1saW5rLWluLWEtbWFpbC0wMTIzNDU2"
PASSWORD = "password-0123456789"
COOKIE = "cookie-0123456789"
SECRETS = {
    *(TOKEN, COOKIE, EMAIL, PASSWORD, "query-0123456789", "basic-0123456789", "203.0.113.7"),
}
HEADERS = f"""Host: localhost
Cookie: session={COOKIE}
Authorization: Basic basic-0123456789
X-Forwarded-For: 203.0.113.7
Connection: close
""".replace("\n", "\r\n")
FORM = f"email={EMAIL}&password={PASSWORD}"
# A view that fails in the ways of a careless author.
ROUTES = """
import logging
from datetime import timedelta
from quart import g, request, websocket
from werkzeug.exceptions import Conflict, ServiceUnavailable

@app.post("/links/<token>")
@public
async def open_link(token):
    form = await request.form
    password, cookie, address = form["password"], request.cookies["session"], request.remote_addr
    g.user_id = "user-1"
    logging.getLogger("app.careless").error("Nothing for %s", request.url, extra=dict(form))
    raise LookupError(f"Nothing for {form['email']} at {request.url}")

@app.websocket("/socket/<token>")
@public
async def open_socket(token):
    await websocket.accept()
    raise LookupError(f"Nothing for {token}")

@app.get("/stream/<token>")
@public
async def stream(token):
    async def write():
        yield b"begun"
        raise LookupError(f"Nothing for {token}")

    return write()

@app.get("/refused/<int:status>")
@public
async def refuse(status):
    logging.getLogger("app.careless").error("Lost: %s", status)
    raise Conflict if status == 409 else ServiceUnavailable
"""


async def post_form(port: int) -> str:
    """Send every secret at the same time, and return the answer."""
    head = f"POST /links/{TOKEN}?code=query-0123456789 HTTP/1.1\r\n{HEADERS}"
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(FORM)}"
    return (await ask(port, f"{head}\r\n\r\n{FORM}".encode())).decode()


async def post_login(port: int) -> None:
    """Send an email address and a password that the database is asked for."""
    body = json.dumps({"email": EMAIL, "password": PASSWORD})
    head = f"POST /api/sessions HTTP/1.1\r\n{HEADERS}"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}"
    await ask(port, f"{head}\r\n\r\n{body}".encode())


async def get(port: int, path: str, headers: str = "") -> int:
    request = f"GET {path} HTTP/1.1\r\n{HEADERS}{headers}\r\n"
    return await read_status(port, request.encode())


async def stop(server: asyncio.subprocess.Process) -> int:
    server.terminate()
    async with asyncio.timeout(PATIENCE):
        return await server.wait()


def find_leaks(sentry: SentryServer) -> list[str]:
    """Return the secrets that were sent to Sentry."""
    return [secret for secret in SECRETS if secret.encode() in sentry.received]
