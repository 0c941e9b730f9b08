"""Tokens, and programs that send them."""

from collections.abc import Sequence
from typing import Any

from quart.typing import TestClientProtocol as Client

PLACE = "/api/tokens"
ME = "/api/users/me"
OTHER_SITE = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


async def create_token(
    client: Client, scopes: Sequence[str] = ("read", "write"), name: str = "Backup"
) -> dict[str, Any]:
    """Create a token for the person who is logged in, and return the answer."""
    data = {"name": name, "scopes": list(scopes), "expires_in_days": 30}
    response = await client.post(PLACE, json=data)
    assert response.status_code == 201
    created: dict[str, Any] = await response.get_json()
    return created


async def create_header(
    client: Client, scopes: Sequence[str] = ("read", "write")
) -> dict[str, str]:
    """Create a token, and return the header that sends it."""
    return write_header((await create_token(client, scopes))["secret"])


def write_header(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def ask(client: Client, headers: dict[str, str], method: str = "GET", path: str = ME) -> int:
    """Return the status of a request without cookies, unless the client has some."""
    body: dict[str, str] | None = None if method == "GET" else {}
    response = await client.open(path, method=method, headers=headers, json=body)
    return int(response.status_code)
