"""Reading pages as a browser or as HTMX."""

from quart import Response

HTMX = {"HX-Request": "true"}


async def read(response: Response) -> str:
    text: str = await response.get_data(as_text=True)
    return text
