"""Reading pages as a browser or as HTMX."""

from quart import Response
from quart.typing import TestClientProtocol as Client

HTMX = {"HX-Request": "true"}


async def read(response: Response) -> str:
    text: str = await response.get_data(as_text=True)
    return text


async def read_outcome(client: Client, response: Response, headers: dict[str, str] | None) -> str:
    """Return what HTMX got for a form, or the page that a browser is sent to."""
    return await read(response if headers else await client.get(response.headers["Location"]))
