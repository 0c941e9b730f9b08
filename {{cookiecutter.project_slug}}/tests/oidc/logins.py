"""Logs in at the provider, as the browser of a person does."""

import asyncio
from urllib.parse import urlsplit

import httpx2
from quart import Response
from quart.typing import TestClientProtocol as Client

from tests.accounts.people import is_logged_in

START = "/login/oidc/mock"


async def go_to_provider(client: Client, path: str = START) -> str:
    """Return the address of the provider to which the app sends the browser."""
    response = await client.get(path)
    assert response.status_code == 303, await response.get_data(as_text=True)
    return response.headers["Location"]


async def consent(address: str, subject: str = "ada", **more: str) -> str:
    """Log in at the provider, and return the path to which it sends the browser back."""
    form = {"sub": subject, **more}
    answer = await asyncio.to_thread(httpx2.post, address, data=form, verify=False)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == "http://127.0.0.1:8000"
    return f"{back.path}?{back.query}"


async def log_in_there(client: Client, subject: str = "ada", path: str = START) -> Response:
    """Return the answer of the app when the browser comes back."""
    return await client.get(await consent(await go_to_provider(client, path), subject))


async def is_refused(client: Client, response: Response, status: int = 400) -> bool:
    """Return whether the person is not logged in, and was told why."""
    text = await response.get_data(as_text=True)
    return (
        response.status_code == status
        and any(part in text for part in ("Start again.", "Try again later"))
        and not await is_logged_in(client)
    )
